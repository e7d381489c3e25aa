"""what differs between the ledger and other lists, and what is put right on the platform.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comparison_item_history",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("list_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("column", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("field", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("ours", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("theirs", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("ours_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("theirs_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("details", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("place", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("decided_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_comparison_item_history")),
    )
    with op.batch_alter_table("comparison_item_history", schema=None) as batch_op:
        batch_op.create_index("ix_comparison_item_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "comparison_run",
        sa.Column("list_kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=40), nullable=False),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("compared_on", sa.Date(), nullable=False),
        sa.Column("monitored_only", sa.SmallInteger(), nullable=True),
        sa.Column("villages", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_comparison_run_uid")),
    )
    op.create_table(
        "comparison_run_history",
        sa.Column("list_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("file_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("file_sha256", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("data_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("compared_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("monitored_only", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("villages", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("rows", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("counts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_comparison_run_history")),
    )
    with op.batch_alter_table("comparison_run_history", schema=None) as batch_op:
        batch_op.create_index("ix_comparison_run_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "platform_correction_history",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("column", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("origin", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("sent_back_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("sent_back_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("verified_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("times_sent_back", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_platform_correction_history")),
    )
    with op.batch_alter_table("platform_correction_history", schema=None) as batch_op:
        batch_op.create_index("ix_platform_correction_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "comparison_item",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("list_kind", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("household_code", sa.String(length=40), nullable=True),
        sa.Column("column", sa.String(length=40), nullable=True),
        sa.Column("field", sa.String(length=200), nullable=True),
        sa.Column("ours", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("ours_on", sa.Date(), nullable=True),
        sa.Column("theirs_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_comparison_item_household_id_household")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comparison_item_person_id_person")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["comparison_run.id"], name=op.f("fk_comparison_item_run_id_comparison_run")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["platform_task.id"], name=op.f("fk_comparison_item_task_id_platform_task")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_comparison_item_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_comparison_item_uid")),
    )
    with op.batch_alter_table("comparison_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparison_item_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_item_key"), ["key"], unique=False)
        batch_op.create_index("ix_comparison_item_open", ["closed_on", "state", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_item_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_item_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_item_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparison_item_village_id"), ["village_id"], unique=False)

    op.create_table(
        "platform_correction",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("sent_back_on", sa.Date(), nullable=True),
        sa.Column("sent_back_reason", sa.String(length=200), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("times_sent_back", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_platform_correction_person_id_person")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["platform_task.id"], name=op.f("fk_platform_correction_task_id_platform_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_correction")),
        sa.UniqueConstraint("task_id", name=op.f("uq_platform_correction_task_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_platform_correction_uid")),
    )
    with op.batch_alter_table("platform_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_platform_correction_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
