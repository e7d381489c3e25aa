"""what the national export says of monitored households.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_fact_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("development_status", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("industry", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("employment", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("finance", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("public_post", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("housing", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("water", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("health", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("compulsory_education", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("education", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("comprehensive", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("society", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("relocation", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("living", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("infrastructure", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("occasion", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("source", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("raw", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_measure_fact_history")),
    )
    with op.batch_alter_table("measure_fact_history", schema=None) as batch_op:
        batch_op.create_index("ix_measure_fact_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "monitoring_fact_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("is_exited", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("no_labour_household", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("is_resettled", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("resettlement", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("risk_1", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risk_2", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risk_3", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risk_4", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risk_5", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risk_remark", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("disaster_item", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("disaster_note", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("identified_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cleared", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("cleared_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cleared_way", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("contact_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("contact_phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("housing_problem", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("school_dropout", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("water_problem", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("member_uninsured", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("wage_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("business_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("property_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("transfer_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("expense_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("net_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("net_per_head_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("claims_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("self_paid_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("income_range", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("per_head_range", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("occasion", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("source", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("raw", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_monitoring_fact_history")),
    )
    with op.batch_alter_table("monitoring_fact_history", schema=None) as batch_op:
        batch_op.create_index("ix_monitoring_fact_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "measure_fact",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("development_status", sa.String(length=200), nullable=True),
        sa.Column("industry", sa.String(length=200), nullable=True),
        sa.Column("employment", sa.String(length=200), nullable=True),
        sa.Column("finance", sa.String(length=200), nullable=True),
        sa.Column("public_post", sa.String(length=200), nullable=True),
        sa.Column("housing", sa.String(length=200), nullable=True),
        sa.Column("water", sa.String(length=200), nullable=True),
        sa.Column("health", sa.String(length=200), nullable=True),
        sa.Column("compulsory_education", sa.String(length=200), nullable=True),
        sa.Column("education", sa.String(length=200), nullable=True),
        sa.Column("comprehensive", sa.String(length=200), nullable=True),
        sa.Column("society", sa.String(length=200), nullable=True),
        sa.Column("relocation", sa.String(length=200), nullable=True),
        sa.Column("living", sa.String(length=200), nullable=True),
        sa.Column("infrastructure", sa.String(length=200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_measure_fact_batch_id_import_batch")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_measure_fact_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_measure_fact_uid")),
    )
    with op.batch_alter_table("measure_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_fact_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_measure_fact_subject", ["household_id", "year", "occasion", "source"], unique=False)

    op.create_table(
        "monitoring_fact",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("is_exited", sa.SmallInteger(), nullable=True),
        sa.Column("no_labour_household", sa.SmallInteger(), nullable=True),
        sa.Column("is_resettled", sa.SmallInteger(), nullable=True),
        sa.Column("resettlement", sa.String(length=200), nullable=True),
        sa.Column("risk_1", sa.String(length=40), nullable=True),
        sa.Column("risk_2", sa.String(length=40), nullable=True),
        sa.Column("risk_3", sa.String(length=40), nullable=True),
        sa.Column("risk_4", sa.String(length=40), nullable=True),
        sa.Column("risk_5", sa.String(length=40), nullable=True),
        sa.Column("risk_remark", sa.String(length=200), nullable=True),
        sa.Column("disaster_item", sa.String(length=200), nullable=True),
        sa.Column("disaster_note", sa.String(length=200), nullable=True),
        sa.Column("identified_on", sa.Date(), nullable=True),
        sa.Column("cleared", sa.SmallInteger(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("cleared_way", sa.String(length=200), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("housing_problem", sa.SmallInteger(), nullable=True),
        sa.Column("school_dropout", sa.SmallInteger(), nullable=True),
        sa.Column("water_problem", sa.SmallInteger(), nullable=True),
        sa.Column("member_uninsured", sa.SmallInteger(), nullable=True),
        sa.Column("wage_fen", sa.BigInteger(), nullable=True),
        sa.Column("business_fen", sa.BigInteger(), nullable=True),
        sa.Column("property_fen", sa.BigInteger(), nullable=True),
        sa.Column("transfer_fen", sa.BigInteger(), nullable=True),
        sa.Column("expense_fen", sa.BigInteger(), nullable=True),
        sa.Column("net_fen", sa.BigInteger(), nullable=True),
        sa.Column("net_per_head_fen", sa.BigInteger(), nullable=True),
        sa.Column("claims_fen", sa.BigInteger(), nullable=True),
        sa.Column("self_paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("income_range", sa.String(length=200), nullable=True),
        sa.Column("per_head_range", sa.String(length=200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_monitoring_fact_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_monitoring_fact_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_monitoring_fact_uid")),
    )
    with op.batch_alter_table("monitoring_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monitoring_fact_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_monitoring_fact_subject", ["household_id", "year", "occasion", "source"], unique=False
        )

    with op.batch_alter_table("living_condition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("farmland", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("woodland", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("returned_woodland", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("orchard", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pasture", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("water_surface", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("dwelling_area", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("road_kind", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("road_distance", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("fuel", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("has_electricity", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("has_broadcast", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("has_toilet", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("in_cooperative", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("led_by_company", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("led_by_leader", sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column("industry_aid_kind", sa.String(length=200), nullable=True))

    with op.batch_alter_table("living_condition_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("farmland", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("woodland", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("returned_woodland", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("orchard", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("pasture", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("water_surface", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("dwelling_area", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("road_kind", sa.String(length=200), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("road_distance", sa.Integer(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("fuel", sa.String(length=200), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("has_electricity", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("has_broadcast", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("has_toilet", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("in_cooperative", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("led_by_company", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("led_by_leader", sa.SmallInteger(), autoincrement=False, nullable=True))
        batch_op.add_column(sa.Column("industry_aid_kind", sa.String(length=200), autoincrement=False, nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
