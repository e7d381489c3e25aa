"""All tables of cases."""

from __future__ import annotations

from tests.services.findings.cases import table_identity, table_people, table_security

CASES = (*table_identity.CASES, *table_people.CASES, *table_security.CASES)
