"""what imports left to decide, and what a sender's columns are.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_choice",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=True),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_choice")),
        sa.UniqueConstraint("kind", "fingerprint", name=op.f("uq_column_choice_kind_fingerprint")),
        sa.UniqueConstraint("uid", name=op.f("uq_column_choice_uid")),
    )
    op.create_table(
        "column_choice_history",
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("fingerprint", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("sender", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("titles", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("choices", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("used_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_column_choice_history")),
    )
    with op.batch_alter_table("column_choice_history", schema=None) as batch_op:
        batch_op.create_index("ix_column_choice_history_to_seq", ["to_seq", "id"], unique=False)

    with op.batch_alter_table("import_issue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("other_household_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("other_person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decision", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_import_issue_digest"), ["digest"], unique=False)

    with op.batch_alter_table("import_issue_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=40), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("other_household_id", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("other_person_id", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("decision", sa.String(length=40), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=200), autoincrement=False, nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
