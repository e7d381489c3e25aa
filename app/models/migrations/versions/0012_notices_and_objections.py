"""objections to notices, and where notices hang.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_mark_history",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("place", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("marked_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("person", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("receipt", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_notice_mark_history")),
    )
    with op.batch_alter_table("notice_mark_history", schema=None) as batch_op:
        batch_op.create_index("ix_notice_mark_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "objection_history",
        sa.Column("number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("objector", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("received_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("inquired_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("inquirers", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("finding", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("is_founded", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("told_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_objection_history")),
    )
    with op.batch_alter_table("objection_history", schema=None) as batch_op:
        batch_op.create_index("ix_objection_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "notice_mark",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_snapshot.id"], name=op.f("fk_notice_mark_paper_id_paper_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_mark")),
        sa.UniqueConstraint("paper_id", "place", "kind", name=op.f("uq_notice_mark_paper_id_place_kind")),
        sa.UniqueConstraint("uid", name=op.f("uq_notice_mark_uid")),
    )
    with op.batch_alter_table("notice_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_mark_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("objector", sa.String(length=200), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("inquired_on", sa.Date(), nullable=True),
        sa.Column("inquirers", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("is_founded", sa.SmallInteger(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["monitoring_case.id"], name=op.f("fk_objection_case_id_monitoring_case")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_objection_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("number", name=op.f("uq_objection_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_objection_uid")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_household_id"), ["household_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
