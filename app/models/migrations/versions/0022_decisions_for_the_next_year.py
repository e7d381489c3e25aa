"""decisions for the next year.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carry_decision_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("decision", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("cause", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("decision_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("decided_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_carry_decision_history")),
    )
    with op.batch_alter_table("carry_decision_history", schema=None) as batch_op:
        batch_op.create_index("ix_carry_decision_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "carry_decision",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.String(length=200), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_carry_decision_household_id_household")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_carry_decision_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_decision")),
        sa.UniqueConstraint("plan_id", "household_id", name=op.f("uq_carry_decision_plan_id_household_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_carry_decision_uid")),
    )
    with op.batch_alter_table("carry_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carry_decision_household_id"), ["household_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
