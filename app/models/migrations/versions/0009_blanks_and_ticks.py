"""blanks that are remembered and fields that were copied.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_tick_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("field", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("ticked_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ticked_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_entry_tick_history")),
    )
    with op.batch_alter_table("entry_tick_history", schema=None) as batch_op:
        batch_op.create_index("ix_entry_tick_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "filling_template",
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("matched_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filling_template")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_filling_template_fingerprint")),
        sa.UniqueConstraint("uid", name=op.f("uq_filling_template_uid")),
    )
    op.create_table(
        "filling_template_history",
        sa.Column("fingerprint", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("mapping", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("matched_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_filling_template_history")),
    )
    with op.batch_alter_table("filling_template_history", schema=None) as batch_op:
        batch_op.create_index("ix_filling_template_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "entry_tick",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("ticked_on", sa.Date(), nullable=False),
        sa.Column("ticked_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_entry_tick_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_tick")),
        sa.UniqueConstraint("household_id", "field", name=op.f("uq_entry_tick_household_id_field")),
        sa.UniqueConstraint("uid", name=op.f("uq_entry_tick_uid")),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
