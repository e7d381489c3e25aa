"""State x action, written by hand from the sentences of the procedure, not from the code's table (plan sc2020)."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import AlertState, CaseState
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.judge import TABLES, judge
from app.services.workflow.plan import preset

NONE = "尚未立项"
# action: "from,from > to" ("=" stays)
CASE_2020 = {
    "carry_over": f"{NONE} > 监测中",
    "propose": f"{NONE} > 拟新增",
    "strike": "拟新增 > 不纳入",
    "report_village": "拟新增 > 村已上报",
    "return_village": "村已上报 > 拟新增",
    "submit_cross_check": "村已上报 > 比对中",
    "close_cross_check": "比对中 > 已比对 | 初步名单 已走访 已评议 > =",
    "exclude_cross_check": "比对中 已比对 初步名单 > 不纳入",
    "confirm_list": "已比对 > 初步名单",
    "list_before_result": "比对中 > 初步名单",
    "join_on_visit": f"{NONE} > 初步名单",
    "record_attempt": "初步名单 > =",
    "record_visit": "初步名单 > 已走访",
    "require_revisit": "已走访 已评议 > 初步名单",
    "evaluate": "已走访 > 已评议",
    "reject": "已走访 > 不纳入",
    "defer": "已走访 > =",
    "report_district": "已评议 > 已报区",
    "record_approval": "已报区 > 区已审定",
    "record_return": "已报区 > 待补正",
    "recall": "已报区 > 待补正",
    "resubmit": "待补正 > 已报区",
    "redo_visit": "待补正 > 初步名单",
    "redo_meeting": "待补正 > 已走访",
    "record_refusal": "已报区 待补正 > 不纳入",
    "record_entry": "区已审定 > 已录入",
    "confirm_ledger": "已录入 > 监测中",
    "end": "拟新增 村已上报 比对中 已比对 初步名单 已走访 已评议 已报区 待补正 > 不纳入",
    "remove": "区已审定 已录入 监测中 拟消除 > 已退出",
    "recategorise": "区已审定 已录入 监测中 > =",
    "record_clear_visit": "监测中 > =",
    "record_clear_meeting": "监测中 > =",
    "propose_clear": "监测中 > 拟消除",
    "approve_clear": "拟消除 > 风险消除",
    "refuse_clear": "拟消除 > 监测中",
    "roll_over": "拟新增 村已上报 比对中 已比对 初步名单 已走访 已评议 已报区 待补正 区已审定 已录入 监测中 拟消除 > =",
    "take_back": "拟新增 村已上报 比对中 已比对 初步名单 已走访 已评议 已报区 待补正 区已审定 已录入 监测中 拟消除 "
    "不纳入 风险消除 已退出 > =",
}
ALERT_2020 = {
    "mark": f"{NONE} > 村标注",
    "emergency": f"{NONE} > 预警对象",
    "dismiss": "村标注 > 不成立",
    "review_village": "村标注 > 村初审",
    "return_village": "村初审 > 村标注",
    "confirm": "村初审 > 预警对象",
    "reject": "村初审 > 不成立",
    "assign": "预警对象 > 已交办",
    "accept": "已交办 > =",
    "decline": "已交办 > 预警对象",
    "remind": "已交办 帮扶中 > =",
    "escalate": "已交办 帮扶中 > =",
    "reassign": "已交办 帮扶中 > 已交办",
    "plan_measures": "已交办 > 帮扶中",
    "update_measure": "帮扶中 > =",
    "extend": "已交办 帮扶中 > =",
    "pause": "已交办 帮扶中 > =",
    "resume": "已交办 帮扶中 > =",
    "request_closure": "帮扶中 > 申请销号",
    "refuse_closure": "申请销号 > 帮扶中",
    "close": "申请销号 > 已销号",
    "record_update": "已销号 > 部门已更新 | 已回访 > =",
    "follow_up": "已销号 部门已更新 > 已回访",
    "reopen": "已销号 部门已更新 已回访 > 预警对象",
    "terminate": "村标注 村初审 预警对象 已交办 帮扶中 申请销号 > 终止",
    "carry": "村标注 村初审 预警对象 已交办 帮扶中 申请销号 > =",
    "take_back": "村标注 村初审 预警对象 已交办 帮扶中 申请销号 已销号 部门已更新 已回访 不成立 终止 > =",
}
DAY = date(2020, 4, 1)


def _expected(sentence: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in sentence.split(" | "):
        sources, target = part.split(" > ")
        found |= {source: source if target == "=" else target for source in sources.split()}
    return found


def _pairs(states, table):
    labels = [NONE, *(state.label for state in states)]
    return [(action, label) for action in table for label in labels]


def _verdict(workflow, states, action, label):
    state = None if label == NONE else states.from_label(label)
    facts = CaseFacts(state=state) if workflow == "case" else AlertFacts(state=state)
    return judge(workflow, action, facts, preset("2020"), Request(today=DAY, occurred_on=DAY))


@pytest.mark.parametrize(("workflow", "states", "table"), [
    ("case", CaseState, CASE_2020),
    ("alert", AlertState, ALERT_2020),
])  # fmt: skip
def test_every_state_and_action_goes_where_the_procedure_says(workflow, states, table):
    wrong = []
    known_in_2020 = {label for sentence in table.values() for label in _expected(sentence)}
    for action, label in _pairs(states, table):
        verdict = _verdict(workflow, states, action, label)
        expected = _expected(table[action]).get(label)
        if expected is None:
            closed = verdict.transition is None and verdict.reasons[0].code == "state.wrong"
            if not closed and label in known_in_2020 | {NONE}:
                wrong.append((action, label, "should be closed"))
        elif verdict.to is None or verdict.to.label != expected:
            wrong.append((action, label, expected, verdict.to, verdict.reasons))
    assert wrong == []


@pytest.mark.parametrize(("workflow", "table"), [("case", CASE_2020), ("alert", ALERT_2020)])
def test_no_action_is_missing_or_invented(workflow, table):
    rows = {row.action for row in TABLES[workflow] if "sc2020" in row.variants}
    assert rows == set(table)


@pytest.mark.parametrize("action", ["post_notice", "close_notice", "uphold_objection"])
def test_the_2020_plan_has_no_public_notice(action):
    facts = CaseFacts(state=CaseState.EVALUATED)
    verdict = judge("case", action, facts, preset("2020"), Request(today=DAY, occurred_on=DAY))
    assert [reason.code for reason in verdict.reasons] == ["action.not_in_variant"]


def test_the_later_plan_reports_only_after_the_notice():
    plan = preset("2021-2025")
    request = Request(today=date(2021, 4, 12), occurred_on=date(2021, 4, 12), data={"list_no": "1"})
    early = judge("case", "report_district", CaseFacts(state=CaseState.EVALUATED), plan, request)
    after = judge("case", "report_district", CaseFacts(state=CaseState.NOTICE_OVER), plan, request)
    assert [reason.code for reason in early.reasons] == ["state.wrong"]
    assert (after.is_open, after.to) == (True, CaseState.REPORTED_TO_DISTRICT)
