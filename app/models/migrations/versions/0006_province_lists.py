"""the province's own lists of doubtful data.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "province_entry_history",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("sheet", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("rule_text", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("rule_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("message", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("village", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("matched", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("answered_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("answered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_province_entry_history")),
    )
    with op.batch_alter_table("province_entry_history", schema=None) as batch_op:
        batch_op.create_index("ix_province_entry_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "province_file",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("file_key", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_province_file_uid")),
    )
    op.create_table(
        "province_file_history",
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("sha256", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("form", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("file_key", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_province_file_history")),
    )
    with op.batch_alter_table("province_file_history", schema=None) as batch_op:
        batch_op.create_index("ix_province_file_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "province_list_history",
        sa.Column("file_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("title", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("received_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("previous_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("layout", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_province_list_history")),
    )
    with op.batch_alter_table("province_list_history", schema=None) as batch_op:
        batch_op.create_index("ix_province_list_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "province_list",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["province_file.id"], name=op.f("fk_province_list_file_id_province_file")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["province_list.id"], name=op.f("fk_province_list_previous_id_province_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_list")),
        sa.UniqueConstraint("uid", name=op.f("uq_province_list_uid")),
    )
    with op.batch_alter_table("province_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_province_list_previous_id"), ["previous_id"], unique=False)

    op.create_table(
        "province_entry",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("rule_text", sa.String(length=200), nullable=True),
        sa.Column("rule_code", sa.String(length=40), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("household_code", sa.String(length=40), nullable=True),
        sa.Column("village", sa.String(length=200), nullable=True),
        sa.Column("matched", sa.String(length=40), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_province_entry_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["province_list.id"], name=op.f("fk_province_entry_list_id_province_list")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_province_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_entry")),
        sa.UniqueConstraint("uid", name=op.f("uq_province_entry_uid")),
    )
    with op.batch_alter_table("province_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_province_entry_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_province_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_province_entry_subject", ["rule_code", "household_id"], unique=False)
        batch_op.create_index("uq_province_entry_place", ["list_id", "sheet", "row"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
