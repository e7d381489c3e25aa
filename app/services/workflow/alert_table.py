"""The alert table: one household x one gap x one lead department, row by row (workflow 3)."""

from __future__ import annotations

from app.models.enums import (
    OPEN_ALERT_STATES,
    AlertEnd,
    AlertLevel,
    AlertState,
    Category,
    FollowUpResult,
    Gap,
    Party,
    PlanStage,
    WaitCause,
)
from app.services.workflow import alert_guards as g
from app.services.workflow import common_guards as c
from app.services.workflow.table import Need, Paper, Transition

_S = AlertState
_V, _T, _L, _H = Party.VILLAGE, Party.TOWNSHIP, Party.LEADER, Party.DEPARTMENT
_WATCH = (PlanStage.MONITORING, PlanStage.CONSOLIDATING, PlanStage.CONTINUING)
_REASON = Need("reason")
_SIGNERS = Need("signers", "signers")
_OPEN = tuple(state for state in AlertState if state in OPEN_ALERT_STATES)
_LEDGER = (Paper("alert_ledger", "预警台账"),)
_GAP = Need("gap", "choice", choices=Gap)
_WAIT = Need("cause", "choice", choices=WaitCause, is_closed=False)
_HANDOVER = (
    Need("department"),
    Need("contact", required=False),
    Need("response_due_on", "date"),
    Need("due_on", "date"),
    Need("reason", required=False),
)

# fmt: off
ALERT_TABLE: tuple[Transition, ...] = (
    Transition("1", "mark", "标注", (), _S.MARKED, (_V,), _WATCH,
               (g.case_is_watched, g.gap_on_list, g.none_open_for_gap),
               (_GAP, Need("month"), Need("fact"), Need("found_on", "date"), Need("source", required=False),
                Need("previous", required=False), Need("platform_on", "date", required=False), _SIGNERS),
               (Paper("monthly_sheet", "月监测表"),)),
    Transition("2", "emergency", "应急", (), _S.CONFIRMED, (_L,), (), (g.household_lives, g.none_open_for_gap),
               (Need("gap", "choice", required=False, choices=Gap), Need("event"), Need("first_aid"),
                Need("category", "choice", required=False, choices=Category)),
               (Paper("emergency_register", "应急登记"),)),
    Transition("3", "dismiss", "不属实", (_S.MARKED,), _S.UNFOUNDED, (_V,), (), (c.two_signers,), (_REASON, _SIGNERS)),
    Transition("4", "review_village", "初审", (_S.MARKED,), _S.REVIEWED, (_V,), _WATCH, (g.another_signer,),
               (Need("finding"), _SIGNERS), (Paper("village_review", "初审签字"),)),
    Transition("5", "return_village", "退回", (_S.REVIEWED,), _S.MARKED, (_T,), (), (),
               (_REASON, Need("due_on", "date")), (Paper("return_slip", "退回单"),)),
    Transition("6", "confirm", "审核确定", (_S.REVIEWED,), _S.CONFIRMED, (_L,), _WATCH, (g.limit_ahead,),
               (Need("level", "choice", choices=AlertLevel, is_closed=False), Need("limit_on", "date")), _LEDGER),
    Transition("7", "reject", "不成立", (_S.REVIEWED,), _S.UNFOUNDED, (_L,), (), (), (_REASON,), _LEDGER),
    Transition("8", "assign", "交办", (_S.CONFIRMED,), _S.ASSIGNED, (_L,), (),
               (g.department_known, g.duty_matches, g.dates_in_order), _HANDOVER,
               (Paper("assignment", "交办单", is_frozen=True),)),
    Transition("9", "accept", "接收", (_S.ASSIGNED,), None, (_H,), (), (g.not_accepted_yet,), (Need("person"),),
               (Paper("receipt", "回执"),), own=False),
    Transition("10", "decline", "退办", (_S.ASSIGNED,), _S.CONFIRMED, (_H,), (), (g.second_decline_by_leader,),
               (_REASON, Need("leader_decision", required=False)), (Paper("decline_slip", "退办单"),), own=False),
    Transition("11", "remind", "催办", (_S.ASSIGNED, _S.HELPING), None, (_T,), (), (g.due_or_nearly,), (),
               (Paper("reminder", "催办单"),)),
    Transition("12", "escalate", "提请区级协调", (_S.ASSIGNED, _S.HELPING), None, (_L,), (), (g.two_reminders,),
               (Need("reply_due_on", "date"),), (Paper("coordination_letter", "协调函", is_frozen=True),)),
    Transition("13", "reassign", "改办", (_S.ASSIGNED, _S.HELPING), _S.ASSIGNED, (_L,), (),
               (g.department_known, g.duty_matches, g.dates_in_order), (*_HANDOVER[:-1], _REASON),
               (Paper("assignment", "交办单", is_frozen=True),)),
    Transition("14", "plan_measures", "定措施", (_S.ASSIGNED,), _S.HELPING, (_H, _V), (),
               (g.measure_given, g.measure_fits, g.measures_in_time),
               (Need("measures", "list"),), (Paper("measure_sheet", "措施表"),)),
    Transition("15", "update_measure", "增改/完成措施", (_S.HELPING,), None, (_H,), (),
               (g.measure_answered, g.measures_in_time),
               (Need("measure", "object"),), (Paper("measure_ledger", "措施台账"),)),
    Transition("16", "extend", "延期", (_S.ASSIGNED, _S.HELPING), None, (_L,), (),
               (g.before_due, g.longer_than_before), (_WAIT, Need("due_on", "date"), Need("paper_no")),
               (Paper("approval_slip", "审批单"),)),
    Transition("16", "pause", "中止", (_S.ASSIGNED, _S.HELPING), None, (_L,), (),
               (g.not_paused_yet, g.before_due, g.pause_ends_later),
               (_WAIT, Need("until_on", "date"), Need("paper_no")),
               (Paper("approval_slip", "审批单"),)),
    Transition("16", "resume", "恢复", (_S.ASSIGNED, _S.HELPING), None, (_L,), (), (g.is_paused,), (_REASON,),
               (Paper("approval_slip", "审批单"),)),
    Transition("17", "request_closure", "申请销号", (_S.HELPING,), _S.CLOSURE_REQUESTED, (_H,), (),
               (g.measures_finished,), (Need("paper_no"), _SIGNERS, Need("platform_on", "date", required=False)),
               (Paper("closure_request", "销号申请表"),)),
    Transition("18", "refuse_closure", "核实不过", (_S.CLOSURE_REQUESTED,), _S.HELPING, (_T,), (), (c.two_signers,),
               (Need("unmet", "list"), Need("due_on", "date"), _SIGNERS), (Paper("inspection_sheet", "核查表"),)),
    Transition("19", "close", "核实销号", (_S.CLOSURE_REQUESTED,), _S.CLOSED, (_T, _L), (),
               (g.verified_by_others, g.standard_reached, g.gap_covered),
               (Need("verifiers", "list"), Need("facts"), _SIGNERS, Need("exit_items", "object", required=False),
                Need("net_income_fen", "money", required=False), Need("heads", "integer", required=False),
                Need("gap_covered", "boolean", required=False), Need("covered_by", required=False),
                Need("platform_on", "date", required=False)),
               (Paper("closure_inspection", "销号核查表", is_frozen=True),)),
    Transition("20", "record_update", "部门更新", (_S.CLOSED,), _S.UPDATED, (_H,), (), (), (Need("system"),),
               (Paper("feedback", "反馈单"),), own=False),
    Transition("20", "record_update", "部门更新", (_S.FOLLOWED_UP,), None, (_H,), (), (), (Need("system"),),
               (Paper("feedback", "反馈单"),), own=False),
    Transition("21", "follow_up", "回访", (_S.CLOSED, _S.UPDATED), _S.FOLLOWED_UP, (_V, _T), (),
               (g.follow_up_due, g.follow_up_stable),
               (Need("result", "choice", choices=FollowUpResult, is_closed=False),),
               (Paper("follow_up_sheet", "回访表"),)),
    Transition("22", "reopen", "反弹", (_S.CLOSED, _S.UPDATED, _S.FOLLOWED_UP), _S.CONFIRMED, (_T,), (),
               (g.case_still_open, g.recently_closed, g.gap_not_open_again), (Need("fact"),), _LEDGER),
    Transition("23", "terminate", "终止", _OPEN, _S.TERMINATED, (_L,), (), (),
               (Need("cause", "choice", choices=AlertEnd, is_closed=False), Need("proof")),
               _LEDGER),
    Transition("24", "carry", "跨年", _OPEN, None, (_L,), (), (g.carried_with_case,), (),
               (Paper("carry_forward_list", "结转清单", is_frozen=True),), opens_from=(12, 1)),
    Transition("25", "take_back", "撤回", tuple(AlertState), None, (_V, _T, _L, _H), (),
               (c.may_take_back, c.same_party), (_REASON,)),
)
# fmt: on
