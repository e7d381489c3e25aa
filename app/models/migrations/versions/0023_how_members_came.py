"""how members came, and on what proof they came and left.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "membership_reason_history",
        sa.Column("membership_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("came_by", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("came_proof", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("left_proof", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_membership_reason_history")),
    )
    with op.batch_alter_table("membership_reason_history", schema=None) as batch_op:
        batch_op.create_index("ix_membership_reason_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "membership_reason",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("came_by", sa.String(length=40), nullable=True),
        sa.Column("came_proof", sa.String(length=200), nullable=True),
        sa.Column("left_proof", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_membership_reason_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_reason")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_membership_reason_membership_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_membership_reason_uid")),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
