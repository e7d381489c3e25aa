"""first ledger.

Imports nothing from the program: this file must still run when the program has moved on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_history",
        sa.Column("number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("spell_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("gap", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("is_open", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("origin", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("level", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("fact", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("found_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("state_since_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("platform_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("department_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("department_contact", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("assigned_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("response_due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("responded_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("limit_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("paused_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("paused_days", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("reminders", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("declined", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("returned", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("is_escalated", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("close_platform_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("follow_up_due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("previous_alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_alert_history")),
    )
    with op.batch_alter_table("alert_history", schema=None) as batch_op:
        batch_op.create_index("ix_alert_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "attachment_history",
        sa.Column("file_key", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("original_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("size_bytes", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("media_type", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("taken_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("remark", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_attachment_history")),
    )
    with op.batch_alter_table("attachment_history", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_uid", sa.String(length=40), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject", ["subject_kind", "subject_uid"], unique=False)

    op.create_table(
        "clue_history",
        sa.Column("number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("channel", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("received_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("informant", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("subject_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("subject_id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("answer", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("answered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("reply_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_clue_history")),
    )
    with op.batch_alter_table("clue_history", schema=None) as batch_op:
        batch_op.create_index("ix_clue_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("key", name=op.f("uq_counter_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_counter_uid")),
    )
    op.create_table(
        "counter_history",
        sa.Column("key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("last", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("remark", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_counter_history")),
    )
    with op.batch_alter_table("counter_history", schema=None) as batch_op:
        batch_op.create_index("ix_counter_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "cross_check_batch_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("items", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("requested_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("list_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_cross_check_batch_history")),
    )
    with op.batch_alter_table("cross_check_batch_history", schema=None) as batch_op:
        batch_op.create_index("ix_cross_check_batch_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "cross_check_item_history",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("item", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("outcome", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exempt_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("answered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("answered_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("details", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("conclusion", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("concluded_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("verifiers", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("verification", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_cross_check_item_history")),
    )
    with op.batch_alter_table("cross_check_item_history", schema=None) as batch_op:
        batch_op.create_index("ix_cross_check_item_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "cross_check_row_history",
        sa.Column("import_batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("file_row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("item", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("bucket", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("result", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("details", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_cross_check_row_history")),
    )
    with op.batch_alter_table("cross_check_row_history", schema=None) as batch_op:
        batch_op.create_index("ix_cross_check_row_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "delegation_history",
        sa.Column("leader_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("delegate_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("scope", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("to_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("paper_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_delegation_history")),
    )
    with op.batch_alter_table("delegation_history", schema=None) as batch_op:
        batch_op.create_index("ix_delegation_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "department",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("code", name=op.f("uq_department_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_department_uid")),
    )
    op.create_table(
        "department_history",
        sa.Column("code", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("duties", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_department_history")),
    )
    with op.batch_alter_table("department_history", schema=None) as batch_op:
        batch_op.create_index("ix_department_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "distinct_pair_history",
        sa.Column("first_person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("second_person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_distinct_pair_history")),
    )
    with op.batch_alter_table("distinct_pair_history", schema=None) as batch_op:
        batch_op.create_index("ix_distinct_pair_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "finding_history",
        sa.Column("rule_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("subject_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("evidence_digest", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("message", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exempt_digest", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_finding_history")),
    )
    with op.batch_alter_table("finding_history", schema=None) as batch_op:
        batch_op.create_index("ix_finding_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", name=op.f("uq_holiday_day")),
        sa.UniqueConstraint("uid", name=op.f("uq_holiday_uid")),
    )
    op.create_table(
        "holiday_history",
        sa.Column("day", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("is_working", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_holiday_history")),
    )
    with op.batch_alter_table("holiday_history", schema=None) as batch_op:
        batch_op.create_index("ix_holiday_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "household_event_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("happened_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("description", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("source", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("withdrawn_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_household_event_history")),
    )
    with op.batch_alter_table("household_event_history", schema=None) as batch_op:
        batch_op.create_index("ix_household_event_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "household_fact_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("dangerous_housing", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("housing_grade", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("safe_water", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("net_per_head_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("poverty_cause", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exported_category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exported_risk_cleared", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exported_identified", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exported_cleared", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("exported_member_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("no_labour_household", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("housing_safe", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("water_safe", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("medical_covered", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("education_secured", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("food_enough", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("clothing_enough", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("has_electricity", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("has_broadcast", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("step_id", sa.Integer(), autoincrement=False, nullable=True),
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
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_household_fact_history")),
    )
    with op.batch_alter_table("household_fact_history", schema=None) as batch_op:
        batch_op.create_index("ix_household_fact_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "household_history",
        sa.Column("code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("national_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("group_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("natural_village", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("address", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_type", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("first_identified_text", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("status", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("ended_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("end_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("split_from_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("remark", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_household_history")),
    )
    with op.batch_alter_table("household_history", schema=None) as batch_op:
        batch_op.create_index("ix_household_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=40), nullable=False),
        sa.Column("data_on", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("applied_seq", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("undone_seq", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_batch_uid")),
    )
    op.create_table(
        "import_batch_history",
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("file_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("file_sha256", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("data_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("rows", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("counts", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("applied_seq", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("applied_at", sa.DateTime(), autoincrement=False, nullable=True),
        sa.Column("undone_seq", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_import_batch_history")),
    )
    with op.batch_alter_table("import_batch_history", schema=None) as batch_op:
        batch_op.create_index("ix_import_batch_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "import_issue_history",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("sheet", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("column", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("message", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("field", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("ours", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("theirs", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("decided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_import_issue_history")),
    )
    with op.batch_alter_table("import_issue_history", schema=None) as batch_op:
        batch_op.create_index("ix_import_issue_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "income_item_history",
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("item_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("label", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("formula", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("basis", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_income_item_history")),
    )
    with op.batch_alter_table("income_item_history", schema=None) as batch_op:
        batch_op.create_index("ix_income_item_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "income_statement_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("occasion", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("source", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("basis", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("period_from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("period_to_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("heads", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("net_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("claims_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("self_paid_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_income_statement_history")),
    )
    with op.batch_alter_table("income_statement_history", schema=None) as batch_op:
        batch_op.create_index("ix_income_statement_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "list_entry_history",
        sa.Column("list_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("as_of_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("matched", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("details", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_list_entry_history")),
    )
    with op.batch_alter_table("list_entry_history", schema=None) as batch_op:
        batch_op.create_index("ix_list_entry_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "living_condition_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("values", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_living_condition_history")),
    )
    with op.batch_alter_table("living_condition_history", schema=None) as batch_op:
        batch_op.create_index("ix_living_condition_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "measure_history",
        sa.Column("spell_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("department_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("group", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("description", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("responsible", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("starts_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_measure_history")),
    )
    with op.batch_alter_table("measure_history", schema=None) as batch_op:
        batch_op.create_index("ix_measure_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "meeting_attendance_history",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("post", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("is_present", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("is_observer", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("absence_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_meeting_attendance_history")),
    )
    with op.batch_alter_table("meeting_attendance_history", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_attendance_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "meeting_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("purpose", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("held_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("place", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("body", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("chair", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("recorder", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("teller", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("voting_way", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("expected_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("present_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("next_call_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("minutes", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_meeting_history")),
    )
    with op.batch_alter_table("meeting_history", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "meeting_item_history",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("votes_for", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("votes_against", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("votes_abstained", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("votes_recused", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("recused_names", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("opinion", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("risks", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("risk_remark", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("conclusion", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("told_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_meeting_item_history")),
    )
    with op.batch_alter_table("meeting_item_history", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_item_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "membership_history",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("relation", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("to_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("end_reason", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("counts_per_head", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("counts_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_membership_history")),
    )
    with op.batch_alter_table("membership_history", schema=None) as batch_op:
        batch_op.create_index("ix_membership_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "monitoring_case_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("spell_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("track", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("origin", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("is_open", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("opened_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("state_since_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("comparison_open", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("mend_due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("clock_from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("round_number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("national_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("entered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("linked_case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("remark", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_monitoring_case_history")),
    )
    with op.batch_alter_table("monitoring_case_history", schema=None) as batch_op:
        batch_op.create_index("ix_monitoring_case_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "monitoring_spell_history",
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("risks", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("risk_remark", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("disaster_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("is_provisional", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("identified_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("eliminated_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("elimination_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("closed_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_monitoring_spell_history")),
    )
    with op.batch_alter_table("monitoring_spell_history", schema=None) as batch_op:
        batch_op.create_index("ix_monitoring_spell_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "monthly_check_history",
        sa.Column("spell_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("month", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("checked_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("checker", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("way", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("is_carried", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("housing", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("education", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("medical", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("water", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("income", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("employment", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("living", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("notes", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_monthly_check_history")),
    )
    with op.batch_alter_table("monthly_check_history", schema=None) as batch_op:
        batch_op.create_index("ix_monthly_check_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "officer_history",
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("post", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("organisation", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("party", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("body", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("department_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("to_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_officer_history")),
    )
    with op.batch_alter_table("officer_history", schema=None) as batch_op:
        batch_op.create_index("ix_officer_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "paper_snapshot_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("paper_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("title", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("layout_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("issued_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("data", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("data_digest", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("audit_head", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("voided_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("voided_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_paper_snapshot_history")),
    )
    with op.batch_alter_table("paper_snapshot_history", schema=None) as batch_op:
        batch_op.create_index("ix_paper_snapshot_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "paper_subject_history",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_paper_subject_history")),
    )
    with op.batch_alter_table("paper_subject_history", schema=None) as batch_op:
        batch_op.create_index("ix_paper_subject_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "permit_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("paper_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("actions", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("last_day", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("signer", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("signed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_permit_history")),
    )
    with op.batch_alter_table("permit_history", schema=None) as batch_op:
        batch_op.create_index("ix_permit_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "permit_use_history",
        sa.Column("permit_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("used_actions", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_permit_use_history")),
    )
    with op.batch_alter_table("permit_use_history", schema=None) as batch_op:
        batch_op.create_index("ix_permit_use_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pinyin", sa.String(length=400), nullable=False),
        sa.Column("initials", sa.String(length=80), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("id_kind", sa.String(length=40), nullable=True),
        sa.Column("national_code", sa.String(length=40), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("ethnicity", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("alias_of_id", sa.Integer(), nullable=True),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alias_of_id"], ["person.id"], name=op.f("fk_person_alias_of_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_alias_of_id"), ["alias_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_id_number"), ["id_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_national_code"), ["national_code"], unique=False)

    op.create_table(
        "person_fact_history",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("education", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("school_status", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("dropout_reason", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("health", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("labour_skill", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("political_status", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("work_months", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("work_place", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("employer", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("employment_channel", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("industry", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("works_abroad", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("resident_medical", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("employee_medical", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("major_illness_insurance", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("commercial_medical", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("medical_aid", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("other_health_aid", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("resident_pension", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("employee_pension", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("subsistence_allowance", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("extreme_poverty_support", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("speaks_mandarin", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("public_post", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("public_post_months", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("disability_kind", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("disability_certificate_year", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("identification_standard", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("person_identified_text", sa.String(length=40), autoincrement=False, nullable=True),
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
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_person_fact_history")),
    )
    with op.batch_alter_table("person_fact_history", schema=None) as batch_op:
        batch_op.create_index("ix_person_fact_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "person_history",
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("pinyin", sa.String(length=400), autoincrement=False, nullable=True),
        sa.Column("initials", sa.String(length=80), autoincrement=False, nullable=True),
        sa.Column("id_number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("id_kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("national_code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("sex", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("born_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("ethnicity", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("phone", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("alias_of_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("died_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_person_history")),
    )
    with op.batch_alter_table("person_history", schema=None) as batch_op:
        batch_op.create_index("ix_person_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "plan_version_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_plan_version_history")),
    )
    with op.batch_alter_table("plan_version_history", schema=None) as batch_op:
        batch_op.create_index("ix_plan_version_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "plan_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("current_version_number", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_year")),
        sa.UniqueConstraint("uid", name=op.f("uq_plan_year_uid")),
        sa.UniqueConstraint("year", name=op.f("uq_plan_year_year")),
    )
    op.create_table(
        "plan_year_history",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("preset", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("variant", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("status", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("current_version_number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_plan_year_history")),
    )
    with op.batch_alter_table("plan_year_history", schema=None) as batch_op:
        batch_op.create_index("ix_plan_year_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "platform_task_history",
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("field", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("old_value", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("new_value", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("opened_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("done_by", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("is_void", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_platform_task_history")),
    )
    with op.batch_alter_table("platform_task_history", schema=None) as batch_op:
        batch_op.create_index("ix_platform_task_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "print_record_history",
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("layout_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("data_digest", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("printed_at", sa.DateTime(), autoincrement=False, nullable=True),
        sa.Column("copies", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("file_sha256", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_print_record_history")),
    )
    with op.batch_alter_table("print_record_history", schema=None) as batch_op:
        batch_op.create_index("ix_print_record_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "problem_history",
        sa.Column("number", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("source", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("content", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("responsible", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("found_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("due_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("manner", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("done_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("proof", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_problem_history")),
    )
    with op.batch_alter_table("problem_history", schema=None) as batch_op:
        batch_op.create_index("ix_problem_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "region",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("match_name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["region.id"], name=op.f("fk_region_merged_into_id_region")),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("uid", name=op.f("uq_region_uid")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_region_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "region_history",
        sa.Column("kind", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("match_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("code", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_region_history")),
    )
    with op.batch_alter_table("region_history", schema=None) as batch_op:
        batch_op.create_index("ix_region_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "region_name_history",
        sa.Column("region_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("match_name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("from_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("to_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_region_name_history")),
    )
    with op.batch_alter_table("region_name_history", schema=None) as batch_op:
        batch_op.create_index("ix_region_name_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "screening_hit_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("category", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("priority", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("reasons", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("is_current", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("answer", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("answer_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("answered_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("signers", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("sheet_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_screening_hit_history")),
    )
    with op.batch_alter_table("screening_hit_history", schema=None) as batch_op:
        batch_op.create_index("ix_screening_hit_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "screening_run_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("plan_version_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("run_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("line_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("candidate_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("unknown_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_screening_run_history")),
    )
    with op.batch_alter_table("screening_run_history", schema=None) as batch_op:
        batch_op.create_index("ix_screening_run_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_setting_uid")),
    )
    op.create_table(
        "setting_history",
        sa.Column("key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_setting_history")),
    )
    with op.batch_alter_table("setting_history", schema=None) as batch_op:
        batch_op.create_index("ix_setting_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "village_profile_history",
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("household_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("person_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("values", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_village_profile_history")),
    )
    with op.batch_alter_table("village_profile_history", schema=None) as batch_op:
        batch_op.create_index("ix_village_profile_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "village_sheet_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("village_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("sheet_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("is_zero", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("signed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("signers", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("closed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("remark", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_village_sheet_history")),
    )
    with op.batch_alter_table("village_sheet_history", schema=None) as batch_op:
        batch_op.create_index("ix_village_sheet_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "visit_assignment_history",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("team_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("printed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_visit_assignment_history")),
    )
    with op.batch_alter_table("visit_assignment_history", schema=None) as batch_op:
        batch_op.create_index("ix_visit_assignment_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "visit_history",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("step_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("purpose", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("visited_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("outcome", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("visitors", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("next_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("fact_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("risk_found", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("risks", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("difficulty", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("finding", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("household_signature", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("no_signature_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_visit_history")),
    )
    with op.batch_alter_table("visit_history", schema=None) as batch_op:
        batch_op.create_index("ix_visit_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "visit_team_history",
        sa.Column("plan_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("leader", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("members", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_visit_team_history")),
    )
    with op.batch_alter_table("visit_team_history", schema=None) as batch_op:
        batch_op.create_index("ix_visit_team_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "work_spell_history",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("is_working", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("from_text", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("to_text", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("county", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("monthly_pay_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("employer", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("industry", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("channel", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("point_to_point", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("traffic_subsidy_fen", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("planned", sa.SmallInteger(), autoincrement=False, nullable=True),
        sa.Column("planned_county", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("service_needed", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("observed_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_work_spell_history")),
    )
    with op.batch_alter_table("work_spell_history", schema=None) as batch_op:
        batch_op.create_index("ix_work_spell_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "workflow_step_history",
        sa.Column("workflow", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("alert_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("row", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("action", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("from_state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("to_state", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("track", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("party", sa.String(length=40), autoincrement=False, nullable=True),
        sa.Column("session_user", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("actor", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("on_behalf_of", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("signers", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("occurred_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), autoincrement=False, nullable=True),
        sa.Column("paper_no", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("data", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("undo_data", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("plan_version_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("permit_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("taken_back_on", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("taken_back_reason", sa.String(length=200), autoincrement=False, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(length=36), autoincrement=False, nullable=True),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "seq", name=op.f("pk_workflow_step_history")),
    )
    with op.batch_alter_table("workflow_step_history", schema=None) as batch_op:
        batch_op.create_index("ix_workflow_step_history_to_seq", ["to_seq", "id"], unique=False)

    op.create_table(
        "cross_check_batch",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("list_no", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_cross_check_batch_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_check_batch")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_cross_check_batch_plan_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_cross_check_batch_uid")),
    )
    with op.batch_alter_table("cross_check_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cross_check_batch_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "distinct_pair",
        sa.Column("first_person_id", sa.Integer(), nullable=False),
        sa.Column("second_person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_person_id"], ["person.id"], name=op.f("fk_distinct_pair_first_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_person_id"], ["person.id"], name=op.f("fk_distinct_pair_second_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_pair")),
        sa.UniqueConstraint(
            "first_person_id", "second_person_id", name=op.f("uq_distinct_pair_first_person_id_second_person_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_distinct_pair_uid")),
    )
    with op.batch_alter_table("distinct_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distinct_pair_first_person_id"), ["first_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_distinct_pair_second_person_id"), ["second_person_id"], unique=False)

    op.create_table(
        "household",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("national_code", sa.String(length=40), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("natural_village", sa.String(length=200), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("household_type", sa.String(length=40), nullable=True),
        sa.Column("first_identified_text", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("split_from_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["region.id"], name=op.f("fk_household_group_id_region")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["household.id"], name=op.f("fk_household_merged_into_id_household")
        ),
        sa.ForeignKeyConstraint(["split_from_id"], ["household.id"], name=op.f("fk_household_split_from_id_household")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_household_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("code", name=op.f("uq_household_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_household_uid")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_national_code"), ["national_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_split_from_id"), ["split_from_id"], unique=False)
        batch_op.create_index("ix_household_village_group", ["village_id", "group_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("body", sa.String(length=40), nullable=True),
        sa.Column("chair", sa.String(length=200), nullable=True),
        sa.Column("recorder", sa.String(length=200), nullable=True),
        sa.Column("teller", sa.String(length=200), nullable=True),
        sa.Column("voting_way", sa.String(length=40), nullable=True),
        sa.Column("expected_count", sa.Integer(), nullable=False),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("next_call_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_meeting_plan_id_plan_year")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_meeting_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_village_id"), ["village_id"], unique=False)

    op.create_table(
        "officer",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=200), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_officer_department_id_department")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_officer_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("uid", name=op.f("uq_officer_uid")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_village_id"), ["village_id"], unique=False)

    op.create_table(
        "permit",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("paper_no", sa.String(length=200), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_permit_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit")),
        sa.UniqueConstraint("uid", name=op.f("uq_permit_uid")),
    )
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permit_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "person_fact",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("school_status", sa.String(length=40), nullable=True),
        sa.Column("dropout_reason", sa.String(length=40), nullable=True),
        sa.Column("health", sa.String(length=200), nullable=True),
        sa.Column("labour_skill", sa.String(length=40), nullable=True),
        sa.Column("political_status", sa.String(length=40), nullable=True),
        sa.Column("work_months", sa.Integer(), nullable=True),
        sa.Column("work_place", sa.String(length=200), nullable=True),
        sa.Column("employer", sa.String(length=200), nullable=True),
        sa.Column("employment_channel", sa.String(length=200), nullable=True),
        sa.Column("industry", sa.String(length=200), nullable=True),
        sa.Column("works_abroad", sa.SmallInteger(), nullable=True),
        sa.Column("resident_medical", sa.SmallInteger(), nullable=True),
        sa.Column("employee_medical", sa.SmallInteger(), nullable=True),
        sa.Column("major_illness_insurance", sa.SmallInteger(), nullable=True),
        sa.Column("commercial_medical", sa.SmallInteger(), nullable=True),
        sa.Column("medical_aid", sa.SmallInteger(), nullable=True),
        sa.Column("other_health_aid", sa.SmallInteger(), nullable=True),
        sa.Column("resident_pension", sa.SmallInteger(), nullable=True),
        sa.Column("employee_pension", sa.SmallInteger(), nullable=True),
        sa.Column("subsistence_allowance", sa.SmallInteger(), nullable=True),
        sa.Column("extreme_poverty_support", sa.SmallInteger(), nullable=True),
        sa.Column("speaks_mandarin", sa.SmallInteger(), nullable=True),
        sa.Column("public_post", sa.String(length=200), nullable=True),
        sa.Column("public_post_months", sa.Integer(), nullable=True),
        sa.Column("disability_kind", sa.String(length=200), nullable=True),
        sa.Column("disability_certificate_year", sa.String(length=40), nullable=True),
        sa.Column("identification_standard", sa.String(length=40), nullable=True),
        sa.Column("person_identified_text", sa.String(length=40), nullable=True),
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
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_person_fact_batch_id_import_batch")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_fact_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_fact_uid")),
    )
    with op.batch_alter_table("person_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_fact_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_person_fact_subject", ["person_id", "year", "occasion", "source"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_plan_version_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_plan_version_uid")),
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_version_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "region_name",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("match_name", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_region_name_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_name")),
        sa.UniqueConstraint("region_id", "name", "from_on", name=op.f("uq_region_name_region_id_name_from_on")),
        sa.UniqueConstraint("uid", name=op.f("uq_region_name_uid")),
    )
    with op.batch_alter_table("region_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_name_region_id"), ["region_id"], unique=False)

    op.create_table(
        "village_profile",
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("person_count", sa.Integer(), nullable=True),
        sa.Column("values", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_village_profile_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_village_profile_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_profile")),
        sa.UniqueConstraint("uid", name=op.f("uq_village_profile_uid")),
    )
    with op.batch_alter_table("village_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_profile_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_village_profile_village_id"), ["village_id"], unique=False)

    op.create_table(
        "village_sheet",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.String(length=200), nullable=True),
        sa.Column("is_zero", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signers", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_village_sheet_plan_id_plan_year")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_village_sheet_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_sheet")),
        sa.UniqueConstraint("plan_id", "village_id", "number", name=op.f("uq_village_sheet_plan_id_village_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_village_sheet_uid")),
    )
    with op.batch_alter_table("village_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_sheet_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_village_sheet_village_id"), ["village_id"], unique=False)

    op.create_table(
        "visit_team",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("leader", sa.String(length=200), nullable=True),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_visit_team_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_team")),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_visit_team_plan_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_team_uid")),
    )
    with op.batch_alter_table("visit_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_team_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "work_spell",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_working", sa.SmallInteger(), nullable=True),
        sa.Column("from_text", sa.String(length=40), nullable=True),
        sa.Column("to_text", sa.String(length=40), nullable=True),
        sa.Column("county", sa.String(length=200), nullable=True),
        sa.Column("monthly_pay_fen", sa.BigInteger(), nullable=True),
        sa.Column("employer", sa.String(length=200), nullable=True),
        sa.Column("industry", sa.String(length=200), nullable=True),
        sa.Column("channel", sa.String(length=200), nullable=True),
        sa.Column("point_to_point", sa.SmallInteger(), nullable=True),
        sa.Column("traffic_subsidy_fen", sa.BigInteger(), nullable=True),
        sa.Column("planned", sa.SmallInteger(), nullable=True),
        sa.Column("planned_county", sa.String(length=200), nullable=True),
        sa.Column("service_needed", sa.String(length=200), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_work_spell_batch_id_import_batch")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_spell_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_spell")),
        sa.UniqueConstraint("uid", name=op.f("uq_work_spell_uid")),
    )
    with op.batch_alter_table("work_spell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_spell_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_spell_person_id"), ["person_id"], unique=False)

    op.create_table(
        "clue",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("informant", sa.String(length=200), nullable=True),
        sa.Column("subject_name", sa.String(length=200), nullable=True),
        sa.Column("subject_id_number", sa.String(length=40), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reply_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_clue_batch_id_import_batch")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_clue_household_id_household")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_clue_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clue")),
        sa.UniqueConstraint("uid", name=op.f("uq_clue_uid")),
    )
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clue_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clue_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clue_village_id"), ["village_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("paper_no", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delegate_id"], ["officer.id"], name=op.f("fk_delegation_delegate_id_officer")),
        sa.ForeignKeyConstraint(["leader_id"], ["officer.id"], name=op.f("fk_delegation_leader_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("uid", name=op.f("uq_delegation_uid")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_delegate_id"), ["delegate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("rule_code", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("exempt_digest", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_finding_household_id_household")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("uid", name=op.f("uq_finding_uid")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_person_id"), ["person_id"], unique=False)
        batch_op.create_index("uq_finding", ["rule_code", "subject_kind", "subject_id"], unique=True)

    op.create_table(
        "household_event",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_household_event_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_event_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_household_event_uid")),
    )
    with op.batch_alter_table("household_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_event_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_event_household_id"), ["household_id"], unique=False)

    op.create_table(
        "household_summary",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("village_name", sa.String(length=200), nullable=False),
        sa.Column("group_name", sa.String(length=200), nullable=False),
        sa.Column("group_order", sa.Integer(), nullable=False),
        sa.Column("head_person_id", sa.Integer(), nullable=True),
        sa.Column("head_name", sa.String(length=200), nullable=False),
        sa.Column("head_id_number", sa.String(length=40), nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("counted_heads", sa.Integer(), nullable=False),
        sa.Column("household_type", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("risks", sa.String(length=200), nullable=True),
        sa.Column("case_state", sa.String(length=40), nullable=True),
        sa.Column("open_alerts", sa.Integer(), nullable=False),
        sa.Column("net_per_head_fen", sa.BigInteger(), nullable=True),
        sa.Column("net_basis", sa.String(length=200), nullable=True),
        sa.Column("housing_safe", sa.SmallInteger(), nullable=True),
        sa.Column("water_safe", sa.SmallInteger(), nullable=True),
        sa.Column("medical_covered", sa.SmallInteger(), nullable=True),
        sa.Column("education_secured", sa.SmallInteger(), nullable=True),
        sa.Column("food_enough", sa.SmallInteger(), nullable=True),
        sa.Column("clothing_enough", sa.SmallInteger(), nullable=True),
        sa.Column("tags", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_summary_household_id_household")
        ),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_household_summary")),
    )
    with op.batch_alter_table("household_summary", schema=None) as batch_op:
        batch_op.create_index("ix_household_summary_head", ["head_name"], unique=False)
        batch_op.create_index("ix_household_summary_income", ["net_per_head_fen"], unique=False)
        batch_op.create_index(
            "ix_household_summary_village_sort",
            ["village_id", "group_order", "group_name", "head_name"],
            unique=False,
        )

    op.create_table(
        "import_issue",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("ours", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_issue_batch_id_import_batch")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_import_issue_household_id_household")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_issue_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_issue")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_issue_uid")),
    )
    with op.batch_alter_table("import_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_issue_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_issue_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_issue_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_import_issue_state", ["kind", "state"], unique=False)

    op.create_table(
        "income_statement",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("period_from_on", sa.Date(), nullable=True),
        sa.Column("period_to_on", sa.Date(), nullable=True),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.Column("net_fen", sa.BigInteger(), nullable=True),
        sa.Column("claims_fen", sa.BigInteger(), nullable=True),
        sa.Column("self_paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_income_statement_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_income_statement_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_statement")),
        sa.UniqueConstraint("uid", name=op.f("uq_income_statement_uid")),
    )
    with op.batch_alter_table("income_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_income_statement_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_income_statement_subject", ["household_id", "year"], unique=False)

    op.create_table(
        "list_entry",
        sa.Column("list_kind", sa.String(length=40), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("matched", sa.String(length=40), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_list_entry_batch_id_import_batch")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_list_entry_household_id_household")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
        sa.UniqueConstraint("uid", name=op.f("uq_list_entry_uid")),
    )
    with op.batch_alter_table("list_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_entry_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_list_entry_list", ["list_kind", "as_of_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "living_condition",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("values", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_living_condition_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_living_condition_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_condition")),
        sa.UniqueConstraint("uid", name=op.f("uq_living_condition_uid")),
    )
    with op.batch_alter_table("living_condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_living_condition_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_living_condition_household_id"), ["household_id"], unique=False)

    op.create_table(
        "meeting_attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("post", sa.String(length=200), nullable=True),
        sa.Column("is_present", sa.Integer(), nullable=False),
        sa.Column("is_observer", sa.Integer(), nullable=False),
        sa.Column("absence_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_attendance_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_meeting_attendance_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_attendance")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_meeting_attendance_meeting_id_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_attendance_uid")),
    )
    with op.batch_alter_table("meeting_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_attendance_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("counts_per_head", sa.Integer(), nullable=False),
        sa.Column("counts_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_membership_household_id_household")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("uid", name=op.f("uq_membership_uid")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_household_open", ["household_id", "to_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "monitoring_spell",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("risk_remark", sa.String(length=200), nullable=True),
        sa.Column("disaster_kind", sa.String(length=40), nullable=True),
        sa.Column("is_provisional", sa.Integer(), nullable=False),
        sa.Column("identified_on", sa.Date(), nullable=True),
        sa.Column("eliminated_on", sa.Date(), nullable=True),
        sa.Column("elimination_kind", sa.String(length=40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_monitoring_spell_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_spell")),
        sa.UniqueConstraint("uid", name=op.f("uq_monitoring_spell_uid")),
    )
    with op.batch_alter_table("monitoring_spell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monitoring_spell_household_id"), ["household_id"], unique=False)

    op.create_table(
        "paper_snapshot",
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paper_no", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("layout_version", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("data_digest", sa.String(length=40), nullable=False),
        sa.Column("audit_head", sa.String(length=40), nullable=True),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("voided_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_paper_snapshot_household_id_household")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_paper_snapshot_plan_id_plan_year")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_paper_snapshot_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_snapshot")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_snapshot_uid")),
    )
    with op.batch_alter_table("paper_snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_snapshot_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_paper_snapshot_kind", ["kind", "plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_snapshot_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_snapshot_village_id"), ["village_id"], unique=False)

    op.create_table(
        "permit_use",
        sa.Column("permit_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("used_actions", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_permit_use_household_id_household")),
        sa.ForeignKeyConstraint(["permit_id"], ["permit.id"], name=op.f("fk_permit_use_permit_id_permit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_use")),
        sa.UniqueConstraint("permit_id", "household_id", name=op.f("uq_permit_use_permit_id_household_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_permit_use_uid")),
    )
    with op.batch_alter_table("permit_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permit_use_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_permit_use_permit_id"), ["permit_id"], unique=False)

    op.create_table(
        "print_record",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("layout_version", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("data_digest", sa.String(length=40), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_print_record_household_id_household")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_print_record_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_record")),
        sa.UniqueConstraint("uid", name=op.f("uq_print_record_uid")),
    )
    with op.batch_alter_table("print_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_record_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_print_record_subject", ["kind", "household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_record_village_id"), ["village_id"], unique=False)

    op.create_table(
        "problem",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("responsible", sa.String(length=200), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("manner", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_problem_household_id_household")),
        sa.ForeignKeyConstraint(["village_id"], ["region.id"], name=op.f("fk_problem_village_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("uid", name=op.f("uq_problem_uid")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_village_id"), ["village_id"], unique=False)

    op.create_table(
        "screening_run",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=True),
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("line_fen", sa.BigInteger(), nullable=True),
        sa.Column("candidate_count", sa.Integer(), nullable=False),
        sa.Column("unknown_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_screening_run_plan_id_plan_year")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_screening_run_plan_version_id_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_screening_run_uid")),
    )
    with op.batch_alter_table("screening_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_run_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_run_plan_version_id"), ["plan_version_id"], unique=False)

    op.create_table(
        "alert",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("spell_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("gap", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("fact", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("state_since_on", sa.Date(), nullable=False),
        sa.Column("platform_on", sa.Date(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("department_contact", sa.String(length=200), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("response_due_on", sa.Date(), nullable=True),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("is_escalated", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_platform_on", sa.Date(), nullable=True),
        sa.Column("follow_up_due_on", sa.Date(), nullable=True),
        sa.Column("previous_alert_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_alert_department_id_department")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_alert_household_id_household")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_alert_plan_id_plan_year")),
        sa.ForeignKeyConstraint(["previous_alert_id"], ["alert.id"], name=op.f("fk_alert_previous_alert_id_alert")),
        sa.ForeignKeyConstraint(["spell_id"], ["monitoring_spell.id"], name=op.f("fk_alert_spell_id_monitoring_spell")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("uid", name=op.f("uq_alert_uid")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_previous_alert_id"), ["previous_alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_spell_id"), ["spell_id"], unique=False)
        batch_op.create_index("ix_alert_state", ["state"], unique=False)

    op.create_table(
        "income_item",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("formula", sa.String(length=200), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["income_statement.id"], name=op.f("fk_income_item_statement_id_income_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_income_item_uid")),
    )
    with op.batch_alter_table("income_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_income_item_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "monitoring_case",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("spell_id", sa.Integer(), nullable=True),
        sa.Column("track", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=True),
        sa.Column("is_open", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state_since_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("comparison_open", sa.Integer(), nullable=False),
        sa.Column("mend_due_on", sa.Date(), nullable=True),
        sa.Column("clock_from_on", sa.Date(), nullable=True),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("national_code", sa.String(length=40), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("linked_case_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_monitoring_case_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["linked_case_id"], ["monitoring_case.id"], name=op.f("fk_monitoring_case_linked_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_monitoring_case_plan_id_plan_year")),
        sa.ForeignKeyConstraint(
            ["spell_id"], ["monitoring_spell.id"], name=op.f("fk_monitoring_case_spell_id_monitoring_spell")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_case")),
        sa.UniqueConstraint("uid", name=op.f("uq_monitoring_case_uid")),
    )
    with op.batch_alter_table("monitoring_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monitoring_case_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_monitoring_case_linked_case_id"), ["linked_case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_monitoring_case_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_monitoring_case_spell_id"), ["spell_id"], unique=False)
        batch_op.create_index("ix_monitoring_case_state", ["plan_id", "state"], unique=False)

    op.create_table(
        "monthly_check",
        sa.Column("spell_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checker", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("is_carried", sa.Integer(), nullable=False),
        sa.Column("housing", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("medical", sa.String(length=40), nullable=True),
        sa.Column("water", sa.String(length=40), nullable=True),
        sa.Column("income", sa.String(length=40), nullable=True),
        sa.Column("employment", sa.String(length=40), nullable=True),
        sa.Column("living", sa.String(length=40), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_monthly_check_batch_id_import_batch")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_monthly_check_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["spell_id"], ["monitoring_spell.id"], name=op.f("fk_monthly_check_spell_id_monitoring_spell")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_check")),
        sa.UniqueConstraint("uid", name=op.f("uq_monthly_check_uid")),
    )
    with op.batch_alter_table("monthly_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monthly_check_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_monthly_check_household_id"), ["household_id"], unique=False)
        batch_op.create_index("uq_monthly_check_spell_month", ["spell_id", "month"], unique=True)

    op.create_table(
        "screening_hit",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answer_reason", sa.String(length=200), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("signers", sa.Text(), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_screening_hit_household_id_household")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_screening_hit_plan_id_plan_year")),
        sa.ForeignKeyConstraint(["run_id"], ["screening_run.id"], name=op.f("fk_screening_hit_run_id_screening_run")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["village_sheet.id"], name=op.f("fk_screening_hit_sheet_id_village_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_hit")),
        sa.UniqueConstraint("plan_id", "household_id", name=op.f("uq_screening_hit_plan_id_household_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_screening_hit_uid")),
    )
    with op.batch_alter_table("screening_hit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_hit_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_hit_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("file_key", sa.String(length=40), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_attachment_alert_id_alert")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_attachment_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_attachment_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_uid")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_household_id"), ["household_id"], unique=False)

    op.create_table(
        "cross_check_item",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("exempt_reason", sa.String(length=200), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("conclusion", sa.String(length=40), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("verifiers", sa.Text(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["cross_check_batch.id"], name=op.f("fk_cross_check_item_batch_id_cross_check_batch")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_cross_check_item_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_cross_check_item_household_id_household")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cross_check_item_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_check_item")),
        sa.UniqueConstraint("batch_id", "person_id", "item", name=op.f("uq_cross_check_item_batch_id_person_id_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_cross_check_item_uid")),
    )
    with op.batch_alter_table("cross_check_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cross_check_item_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_cross_check_item_household", ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cross_check_item_person_id"), ["person_id"], unique=False)

    op.create_table(
        "measure",
        sa.Column("spell_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("responsible", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_measure_alert_id_alert")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_measure_department_id_department")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_measure_household_id_household")),
        sa.ForeignKeyConstraint(
            ["spell_id"], ["monitoring_spell.id"], name=op.f("fk_measure_spell_id_monitoring_spell")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("uid", name=op.f("uq_measure_uid")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_spell_id"), ["spell_id"], unique=False)

    op.create_table(
        "meeting_item",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstained", sa.Integer(), nullable=True),
        sa.Column("votes_recused", sa.Integer(), nullable=True),
        sa.Column("recused_names", sa.String(length=200), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("risk_remark", sa.String(length=200), nullable=True),
        sa.Column("conclusion", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_meeting_item_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_item_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint("meeting_id", "case_id", name=op.f("uq_meeting_item_meeting_id_case_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_item_uid")),
    )
    with op.batch_alter_table("meeting_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_item_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_item_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "paper_subject",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_paper_subject_alert_id_alert")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_paper_subject_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_paper_subject_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_snapshot.id"], name=op.f("fk_paper_subject_paper_id_paper_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_subject")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_subject_uid")),
    )
    with op.batch_alter_table("paper_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_subject_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_subject_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_subject_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_subject_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "platform_task",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=200), nullable=True),
        sa.Column("old_value", sa.String(length=200), nullable=True),
        sa.Column("new_value", sa.String(length=200), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=True),
        sa.Column("is_void", sa.SmallInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_platform_task_alert_id_alert")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_platform_task_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_platform_task_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_task")),
        sa.UniqueConstraint("uid", name=op.f("uq_platform_task_uid")),
    )
    with op.batch_alter_table("platform_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_platform_task_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_platform_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_platform_task_household_id"), ["household_id"], unique=False)

    op.create_table(
        "visit_assignment",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_visit_assignment_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["visit_team.id"], name=op.f("fk_visit_assignment_team_id_visit_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_assignment")),
        sa.UniqueConstraint("case_id", name=op.f("uq_visit_assignment_case_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_assignment_uid")),
    )
    with op.batch_alter_table("visit_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_assignment_team_id"), ["team_id"], unique=False)

    op.create_table(
        "workflow_step",
        sa.Column("workflow", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("track", sa.String(length=40), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("session_user", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=False),
        sa.Column("signers", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("paper_no", sa.String(length=200), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("undo_data", sa.Text(), nullable=True),
        sa.Column("plan_version_id", sa.Integer(), nullable=True),
        sa.Column("permit_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) <> (alert_id IS NULL)", name=op.f("ck_workflow_step_one_subject")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_workflow_step_alert_id_alert")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_workflow_step_batch_id_import_batch")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["monitoring_case.id"], name=op.f("fk_workflow_step_case_id_monitoring_case")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_workflow_step_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_snapshot.id"], name=op.f("fk_workflow_step_paper_id_paper_snapshot")
        ),
        sa.ForeignKeyConstraint(["permit_id"], ["permit.id"], name=op.f("fk_workflow_step_permit_id_permit")),
        sa.ForeignKeyConstraint(
            ["plan_version_id"], ["plan_version.id"], name=op.f("fk_workflow_step_plan_version_id_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_step")),
        sa.UniqueConstraint("uid", name=op.f("uq_workflow_step_uid")),
    )
    with op.batch_alter_table("workflow_step", schema=None) as batch_op:
        batch_op.create_index("ix_workflow_step_action", ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_permit_id"), ["permit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workflow_step_plan_version_id"), ["plan_version_id"], unique=False)

    op.create_table(
        "cross_check_row",
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("file_row", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=True),
        sa.Column("bucket", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("id_number", sa.String(length=40), nullable=True),
        sa.Column("result", sa.String(length=200), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_cross_check_row_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["cross_check_item.id"], name=op.f("fk_cross_check_row_item_id_cross_check_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_check_row")),
        sa.UniqueConstraint("uid", name=op.f("uq_cross_check_row_uid")),
    )
    with op.batch_alter_table("cross_check_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cross_check_row_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cross_check_row_item_id"), ["item_id"], unique=False)

    op.create_table(
        "household_fact",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("dangerous_housing", sa.SmallInteger(), nullable=True),
        sa.Column("housing_grade", sa.String(length=40), nullable=True),
        sa.Column("safe_water", sa.SmallInteger(), nullable=True),
        sa.Column("net_per_head_fen", sa.BigInteger(), nullable=True),
        sa.Column("poverty_cause", sa.String(length=40), nullable=True),
        sa.Column("exported_category", sa.String(length=40), nullable=True),
        sa.Column("exported_risk_cleared", sa.String(length=40), nullable=True),
        sa.Column("exported_identified", sa.String(length=40), nullable=True),
        sa.Column("exported_cleared", sa.String(length=40), nullable=True),
        sa.Column("exported_member_count", sa.Integer(), nullable=True),
        sa.Column("no_labour_household", sa.SmallInteger(), nullable=True),
        sa.Column("housing_safe", sa.SmallInteger(), nullable=True),
        sa.Column("water_safe", sa.SmallInteger(), nullable=True),
        sa.Column("medical_covered", sa.SmallInteger(), nullable=True),
        sa.Column("education_secured", sa.SmallInteger(), nullable=True),
        sa.Column("food_enough", sa.SmallInteger(), nullable=True),
        sa.Column("clothing_enough", sa.SmallInteger(), nullable=True),
        sa.Column("has_electricity", sa.SmallInteger(), nullable=True),
        sa.Column("has_broadcast", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("step_id", sa.Integer(), nullable=True),
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
            ["batch_id"], ["import_batch.id"], name=op.f("fk_household_fact_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_fact_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["workflow_step.id"], name=op.f("fk_household_fact_step_id_workflow_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_household_fact_uid")),
    )
    with op.batch_alter_table("household_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_fact_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_fact_step_id"), ["step_id"], unique=False)
        batch_op.create_index("ix_household_fact_subject", ["household_id", "year", "occasion", "source"], unique=False)

    op.create_table(
        "visit",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("visitors", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("fact_id", sa.Integer(), nullable=True),
        sa.Column("risk_found", sa.SmallInteger(), nullable=True),
        sa.Column("risks", sa.String(length=200), nullable=True),
        sa.Column("difficulty", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("household_signature", sa.String(length=40), nullable=True),
        sa.Column("no_signature_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["monitoring_case.id"], name=op.f("fk_visit_case_id_monitoring_case")),
        sa.ForeignKeyConstraint(["fact_id"], ["household_fact.id"], name=op.f("fk_visit_fact_id_household_fact")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["income_statement.id"], name=op.f("fk_visit_statement_id_income_statement")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["workflow_step.id"], name=op.f("fk_visit_step_id_workflow_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_uid")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_fact_id"), ["fact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_statement_id"), ["statement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the ledger is only ever upgraded; an older program restores an older backup")
