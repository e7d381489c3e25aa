"""The fields of workflow rows as lines of a form: Chinese labels, kinds and choices, declared once for every tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.enums import Category, ClueChannel, Risk, VisitOutcome
from app.services.workflow.table import Need
from app.ui.common.editors import Option
from app.ui.common.form_builder import Field, Kind


@dataclass(frozen=True, slots=True)
class _Look:
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""


_CATEGORIES = tuple((member.value, member.label) for member in Category)
_RISKS = tuple((member.value, member.label) for member in Risk)
_OUTCOMES = tuple((member.value, member.label) for member in VisitOutcome)
_CHANNELS = (("hit", "筛查命中"), *((member.value, member.label) for member in ClueChannel))
_SIGNATURES = (("signed", "已签字"), ("fingerprint", "已按手印"), ("refused", "拒签"), ("absent", "不在场"))
_CAUSES = (
    ("gave_up", "自愿放弃"),
    ("gone", "整户死亡或失踪"),
    ("moved", "整户迁出"),
    ("merged", "并户"),
    ("wrong", "识别有误"),
)
_WAYS = (("helped", "帮扶消除"), ("natural", "自然消除"))

_LOOKS: Mapping[str, _Look] = {
    "reason": _Look("原因", Kind.LONG_TEXT),
    "signers": _Look("签字人", Kind.SIGNERS),
    "category": _Look("监测类别", Kind.CHOICE, _CATEGORIES),
    "source_list": _Look("来源名单"),
    "risks": _Look("致贫返贫风险", Kind.MULTI_CHOICE, _RISKS),
    "risk_remark": _Look("风险说明"),
    "national_code": _Look("国家系统户编号"),
    "late_reason": _Look("补充名单说明"),
    "origin": _Look("线索来源", Kind.CHOICE, _CHANNELS),
    "basis": _Look("收入依据"),
    "gap": _Look("突出困难"),
    "sheet_no": _Look("上报表编号"),
    "mend": _Look("需补正内容", Kind.LONG_TEXT),
    "due_on": _Look("期限", Kind.DAY),
    "list_no": _Look("名单文号"),
    "list_on": _Look("名单日期", Kind.DAY),
    "batch": _Look("比对批次"),
    "evidence": _Look("佐证"),
    "item": _Look("不符的比对项目"),
    "finder": _Look("发现人"),
    "difficulty": _Look("困难情况", Kind.LONG_TEXT),
    "expected_income_fen": _Look("预计家庭年纯收入", Kind.MONEY),
    "outcome": _Look("走访结果", Kind.CHOICE, _OUTCOMES),
    "next_on": _Look("下次走访日期", Kind.DAY),
    "leader_decision": _Look("领导意见"),
    "visitors": _Look("走访人", Kind.SIGNERS),
    "is_away": _Look("是否外出户", Kind.TRUTH),
    "has_kin": _Look("走访人中是否有本户亲属", Kind.TRUTH),
    "housing_safe": _Look("住房是否安全", Kind.TRUTH),
    "education_secured": _Look("义务教育是否有保障", Kind.TRUTH),
    "medical_covered": _Look("全家是否参加基本医保", Kind.TRUTH),
    "water_safe": _Look("饮水是否安全", Kind.TRUTH),
    "food_enough": _Look("是否不愁吃", Kind.TRUTH),
    "clothing_enough": _Look("是否不愁穿", Kind.TRUTH),
    "net_income_fen": _Look("家庭年纯收入", Kind.MONEY),
    "heads": _Look("计算人均的人数", Kind.INTEGER),
    "risk_found": _Look("是否存在返贫致贫风险", Kind.TRUTH),
    "household_signature": _Look("户主签字", Kind.CHOICE, _SIGNATURES),
    "no_signature_reason": _Look("未签字原因"),
    "cause": _Look("事由", Kind.CHOICE, _CAUSES),
    "expected": _Look("应到人数", Kind.INTEGER),
    "present": _Look("实到人数", Kind.INTEGER),
    "votes_for": _Look("赞成票", Kind.INTEGER),
    "votes_against": _Look("反对票", Kind.INTEGER),
    "votes_abstained": _Look("弃权票", Kind.INTEGER),
    "votes_recused": _Look("回避人数", Kind.INTEGER),
    "told_on": _Look("告知农户日期", Kind.DAY),
    "next_meeting_on": _Look("下次会议日期", Kind.DAY),
    "place": _Look("公示地点"),
    "from_on": _Look("公示开始", Kind.DAY),
    "to_on": _Look("公示结束", Kind.DAY),
    "receipt": _Look("公示照片或回执"),
    "objection": _Look("异议内容", Kind.LONG_TEXT),
    "finding": _Look("核查情况", Kind.LONG_TEXT),
    "decision": _Look("区审定意见", Kind.CHOICE, (("同意", "同意"),)),
    "decision_no": _Look("审定文号"),
    "answers": _Look("补正说明", Kind.LONG_TEXT),
    "operator": _Look("录入人"),
    "export_on": _Look("平台导出数据日期", Kind.DAY),
    "confirmed_by": _Look("逐户核对人"),
    "proof": _Look("证明材料"),
    "way": _Look("消除方式", Kind.CHOICE, _WAYS),
    "new_plan": _Look("接续到哪一年方案", Kind.INTEGER),
    "missing_reason": _Look("缺12月监测的原因", Kind.LONG_TEXT),
    "clock_from_on": _Look("线索登记日期", Kind.DAY),
    "paper_no": _Look("文号"),
}
# Lists that no single line of a form holds: they come by other ways (income sheet, list of villages).
_ELSEWHERE = frozenset({"income_items", "missing_villages", "verifiers", "track"})
_KEPT = frozenset({"signers", "visitors", "list_no", "list_on", "decision_no", "operator", "finder", "source_list"})


def fields_of(needs: Sequence[Need], *, with_signers: bool) -> list[Field]:
    """The lines for a row: the day first, then its fields in order; signers where the row does not ask for its own."""
    day = Field("occurred_on", "办理日期", Kind.DAY, required=True, keep=True)
    lines = [day]
    for need in needs:
        look = _LOOKS.get(need.field)
        if look is None or need.field in _ELSEWHERE:
            continue
        lines.append(
            Field(
                need.field,
                look.label,
                look.kind,
                required=need.required,
                keep=need.field in _KEPT,
                options=tuple(Option(code, label) for code, label in look.options),
            )
        )
    if with_signers and all(line.name != "signers" for line in lines):
        lines.append(Field("signers", "签字人", Kind.SIGNERS, keep=True))
    return lines


def step_data(values: Mapping[str, object]) -> dict[str, object]:
    """The form's values as ``--data`` carries them: nothing for what was not said."""
    data: dict[str, object] = {}
    for name, value in values.items():
        if value is None or value in ("", ()):
            continue
        if name in ("signers", "visitors"):
            data[name] = [{"name": s.name, "office": s.office} for s in value]  # type: ignore[attr-defined]
        elif name == "is_away" or name == "has_kin":
            data[name] = bool(value)
        else:
            data[name] = list(value) if isinstance(value, tuple) else value
    return data
