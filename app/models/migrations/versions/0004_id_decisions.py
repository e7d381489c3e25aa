"""what was decided about an ID number.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "id_decision_history",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("decision", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_id_decision_history")),
    )
    with op.batch_alter_table("id_decision_history", schema=None) as batch_op:
        batch_op.create_index("ix_id_decision_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "id_decision",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_id_decision_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_id_decision")),
        sa.UniqueConstraint("person_id", "id_number", name=op.f("uq_id_decision_person_id_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_id_decision_uid")),
    )
    with op.batch_alter_table("id_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_id_decision_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
