"""The case table: every row of the procedure of a household, in the order of the paper (workflow 2)."""

from __future__ import annotations

from app.services.workflow.case_rows_decision import DISTRICT_ROWS, EVALUATING_ROWS, VISITING_ROWS
from app.services.workflow.case_rows_ledger import LEDGER_ROWS
from app.services.workflow.case_rows_screening import SCREENING_ROWS
from app.services.workflow.table import Transition

CASE_TABLE: tuple[Transition, ...] = (
    *SCREENING_ROWS,
    *VISITING_ROWS,
    *EVALUATING_ROWS,
    *DISTRICT_ROWS,
    *LEDGER_ROWS,
)
