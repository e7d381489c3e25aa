"""The schema's version: known as a constant at start, upgraded by Alembic only when it differs."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

SCHEMA_HEAD = "0023"


def current_version(connection: Connection) -> str | None:
    """The version stamped in the database; None for an empty one."""
    known = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    ).scalar()
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None


def upgrade(connection: Connection) -> None:
    """Bring the schema to the head inside the caller's transaction (``Database.migration_connection``)."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
