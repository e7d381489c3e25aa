"""office wording and document numbers.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_number",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_number")),
        sa.UniqueConstraint("series", "year", "number", name=op.f("uq_document_number_series_year_number")),
        sa.UniqueConstraint("text", name=op.f("uq_document_number_text")),
        sa.UniqueConstraint("uid", name=op.f("uq_document_number_uid")),
    )
    op.create_table(
        "document_number_history",
        sa.Column("series", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("text", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("given_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("subject", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_document_number_history")),
    )
    with op.batch_alter_table("document_number_history", schema=None) as batch_op:
        batch_op.create_index("ix_document_number_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "office_wording",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_wording")),
        sa.UniqueConstraint("uid", name=op.f("uq_office_wording_uid")),
    )
    with op.batch_alter_table("office_wording", schema=None) as batch_op:
        batch_op.create_index("ix_office_wording_key", ["key", "scope", "valid_from"], unique=False)

    op.create_table(
        "office_wording_history",
        sa.Column("key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_office_wording_history")),
    )
    with op.batch_alter_table("office_wording_history", schema=None) as batch_op:
        batch_op.create_index("ix_office_wording_history_to_seq", ["to_seq", "id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
