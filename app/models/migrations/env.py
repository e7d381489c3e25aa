"""Alembic's environment: runs on the connection it is handed, in one transaction, never on its own."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
metadata = context.config.attributes.get("metadata")  # for autogenerate and comparison only

context.configure(
    connection=connection,
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
)
# The caller holds BEGIN IMMEDIATE: a killed or failed upgrade leaves the old schema (reliability 0.6).
context.run_migrations()
