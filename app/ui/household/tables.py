"""The short tables of a household's page, declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import Gap, MeasureGroup, Track
from app.services.dossier.parts import (
    AlertLine,
    AttachmentLine,
    CaseLine,
    EventLine,
    FindingLine,
    IncomeItemLine,
    IncomeLine,
    MeasureLine,
    MemberLine,
    SpellLine,
    TimelineLine,
)
from app.services.findings.service import LiveFinding
from app.services.papers.sent import SentPaper
from app.ui.common.chips import Chip, Shape, alert_chip, truth_chip
from app.ui.common.columns import Align, Column, chip_column, count_column, day_column, money_column
from app.ui.common.household_columns import case_column, category_column, id_column, phone_column
from app.ui.common.values import day_text
from app.ui.household import words
from app.ui.theme import Tone

translate = QCoreApplication.translate


def age_on(born_on: date | None, today: date) -> int | None:
    """Whole years lived; None without a birth date."""
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def member_columns(today: Callable[[], date]) -> Sequence[Column[MemberLine]]:
    """Members of a household, present or former."""
    insured = (translate("tables", "已参保"), translate("tables", "未参保"), translate("tables", "缺数据"))
    return (
        Column("name", translate("tables", "姓名"), lambda m: m.name, 8),
        Column("relation", translate("tables", "与户主关系"), lambda m: m.relation or "", 10),
        Column("sex", translate("tables", "性别"), lambda m: words.sex_word(m.sex), 4, Align.MIDDLE),
        count_column("age", translate("tables", "年龄"), lambda m: age_on(m.born_on, today()), width=4),
        id_column(lambda m: m.id_number),
        Column("health", translate("tables", "健康状况"), lambda m: m.health or "", 12),
        Column("labour", translate("tables", "劳动能力"), lambda m: m.labour_skill or "", 14),
        Column("school", translate("tables", "在校/文化"), lambda m: m.school_status or m.education or "", 12),
        chip_column("insured", translate("tables", "医保"), lambda m: truth_chip(m.insured, insured), width=11),
        count_column("work", translate("tables", "务工月数"), lambda m: m.work_months),
        Column("work_place", translate("tables", "务工地点"), lambda m: m.work_place or "", 14),
        phone_column(lambda m: m.phone),
        Column("counts", translate("tables", "计入人均"), _counts, 8, Align.MIDDLE),
    )


def _counts(member: MemberLine) -> str:
    return translate("tables", "计") if member.counts_per_head else translate("tables", "不计")


def former_columns() -> Sequence[Column[MemberLine]]:
    """Members who left."""
    return (
        Column("name", translate("tables", "姓名"), lambda m: m.name, 8),
        Column("relation", translate("tables", "与户主关系"), lambda m: m.relation or "", 10),
        day_column("to_on", translate("tables", "离户日期"), lambda m: m.to_on),
        Column("reason", translate("tables", "原因"), lambda m: words.end_reason_word(m.end_reason), 12),
        id_column(lambda m: m.id_number),
    )


def income_columns() -> Sequence[Column[IncomeLine]]:
    """Statements of income."""
    return (
        chip_column("counts", translate("tables", "采用"), _effective_chip, width=7),
        Column("year", translate("tables", "年度"), lambda i: str(i.year), 5),
        Column("occasion", translate("tables", "类型"), lambda i: words.occasion_word(i.occasion), 6),
        money_column("per_head", translate("tables", "人均（元）"), lambda i: i.per_head_fen),
        money_column("net", translate("tables", "全户（元）"), lambda i: i.net_fen),
        count_column("heads", translate("tables", "人数"), lambda i: i.heads, width=4),
        Column("source", translate("tables", "来源"), lambda i: words.source_word(i.source), 12),
        Column("basis", translate("tables", "依据"), lambda i: i.basis or "", 14),
        day_column("on", translate("tables", "日期"), lambda i: i.observed_on),
    )


def _effective_chip(line: IncomeLine) -> Chip | None:
    return Chip(translate("tables", "采用"), Shape.CHECK, Tone.DONE) if line.is_effective else None


def item_columns() -> Sequence[Column[IncomeItemLine]]:
    """Items of one statement."""
    return (
        Column("label", translate("tables", "项目"), lambda i: i.label, 16),
        money_column("amount", translate("tables", "金额（元）"), lambda i: i.amount_fen),
        Column("formula", translate("tables", "计算"), lambda i: i.formula or "", 20),
        Column("basis", translate("tables", "依据"), lambda i: i.basis or "", 16),
    )


def case_columns() -> Sequence[Column[CaseLine]]:
    """Procedures by year."""
    return (
        Column("year", translate("tables", "年度"), lambda c: str(c.year), 5),
        case_column(lambda c: c.state),
        category_column(lambda c: c.category),
        Column("track", translate("tables", "方式"), lambda c: Track(c.track).label, 8),
        day_column("opened", translate("tables", "开始"), lambda c: c.opened_on),
        day_column("since", translate("tables", "本状态起"), lambda c: c.state_since_on),
        day_column("closed", translate("tables", "结束"), lambda c: c.closed_on),
    )


def spell_columns() -> Sequence[Column[SpellLine]]:
    """Times of monitoring."""
    return (
        category_column(lambda s: s.category),
        Column("risks", translate("tables", "风险"), lambda s: words.risk_words(s.risks), 20),
        day_column("from", translate("tables", "识别日期"), lambda s: s.identified_on),
        day_column("cleared", translate("tables", "消除日期"), lambda s: s.eliminated_on),
        day_column("closed", translate("tables", "结束日期"), lambda s: s.closed_on),
    )


def alert_columns(today: Callable[[], date]) -> Sequence[Column[AlertLine]]:
    """Alerts of a household."""

    def chip(line: AlertLine) -> Chip:
        is_counting = line.due_on is not None and line.closed_on is None
        return alert_chip(line.state, days_left=(line.due_on - today()).days if line.due_on and is_counting else None)

    return (
        Column("number", translate("tables", "编号"), lambda a: a.number, 12),
        Column("gap", translate("tables", "缺项"), lambda a: Gap(a.gap).label, 10),
        chip_column("state", translate("tables", "状态"), chip, width=12),
        Column("fact", translate("tables", "情况"), lambda a: a.fact or "", 20),
        Column("department", translate("tables", "责任部门"), lambda a: a.department or "", 12),
        day_column("due", translate("tables", "限期"), lambda a: a.due_on),
        day_column("closed", translate("tables", "销号"), lambda a: a.closed_on),
    )


def measure_columns() -> Sequence[Column[MeasureLine]]:
    """Help measures."""
    states = {
        "planned": Chip(translate("tables", "进行中"), Shape.HALF, Tone.ACCENT),
        "done": Chip(translate("tables", "已完成"), Shape.CHECK, Tone.DONE),
        "cancelled": Chip(translate("tables", "已取消"), Shape.CROSS, Tone.NEUTRAL),
    }
    return (
        Column("group", translate("tables", "措施类别"), lambda m: MeasureGroup(m.group).label, 14),
        Column("what", translate("tables", "内容"), lambda m: m.description or "", 24),
        chip_column("state", translate("tables", "状态"), lambda m: states.get(m.state), width=10),
        Column("who", translate("tables", "责任人"), lambda m: m.responsible or "", 10),
        day_column("due", translate("tables", "期限"), lambda m: m.due_on),
        day_column("done", translate("tables", "完成"), lambda m: m.done_on),
        money_column("amount", translate("tables", "金额（元）"), lambda m: m.amount_fen),
        Column("alert", translate("tables", "所属预警"), lambda m: m.alert or "", 13),
    )


def finding_columns() -> Sequence[Column[FindingLine]]:
    """疑点."""
    states = {
        "open": Chip(translate("tables", "待核"), Shape.RING, Tone.DUE),
        "exempt": Chip(translate("tables", "属实豁免"), Shape.CHECK, Tone.NEUTRAL),
    }
    return (
        chip_column("state", translate("tables", "状态"), lambda f: states.get(f.state), width=11),
        Column("subject", translate("tables", "人"), lambda f: f.subject, 8),
        Column("message", translate("tables", "疑点"), lambda f: f.message, 50, tip=lambda f: f.message),
        Column("reason", translate("tables", "豁免理由"), lambda f: f.reason or "", 18, tip=lambda f: f.reason or ""),
        Column("by", translate("tables", "核实人"), lambda f: f.decided_by or "", 8),
        day_column("on", translate("tables", "核实日期"), lambda f: f.decided_on),
        Column("code", translate("tables", "规则"), lambda f: f.code, 12),
    )


def live_columns() -> Sequence[Column[LiveFinding]]:
    """What the checks say of one household this moment."""
    exempt = Chip(translate("tables", "已豁免"), Shape.CHECK, Tone.NEUTRAL)
    found = Chip(translate("tables", "有疑点"), Shape.RING, Tone.DUE)
    return (
        chip_column("state", translate("tables", "状态"), lambda f: exempt if f.is_exempt else found, width=10),
        Column("message", translate("tables", "疑点"), lambda f: f.message, 46, tip=lambda f: f.message),
        Column("hint", translate("tables", "怎么改"), lambda f: f.hint, 46, tip=lambda f: f.hint),
        Column("code", translate("tables", "规则"), lambda f: f.code, 12),
    )


def event_columns() -> Sequence[Column[EventLine]]:
    """Income drops, spending jumps, emergencies, petitions."""
    valid = Chip(translate("tables", "计入"), Shape.CHECK, Tone.ACCENT)
    withdrawn = Chip(translate("tables", "已撤销"), Shape.CROSS, Tone.NEUTRAL)
    return (
        chip_column("state", translate("tables", "状态"), lambda x: withdrawn if x.withdrawn_on else valid, width=9),
        day_column("on", translate("tables", "日期"), lambda x: x.happened_on),
        Column("kind", translate("tables", "情况"), lambda x: words.event_word(x.kind), 10),
        money_column("amount", translate("tables", "金额（元）"), lambda x: x.amount_fen),
        Column(
            "what", translate("tables", "什么事"), lambda x: x.description or "", 40, tip=lambda x: x.description or ""
        ),
    )


def attachment_columns() -> Sequence[Column[AttachmentLine]]:
    """Attachments."""
    return (
        Column("name", translate("tables", "文件名"), lambda a: a.name, 20, tip=lambda a: a.name),
        Column("kind", translate("tables", "种类"), lambda a: words.attachment_word(a.kind), 12),
        Column("size", translate("tables", "大小"), lambda a: _size(a.size_bytes), 9, Align.RIGHT),
        day_column("on", translate("tables", "日期"), lambda a: a.taken_on),
        Column("remark", translate("tables", "说明"), lambda a: a.remark or "", 24),
    )


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:,.1f} MB"


def timeline_columns() -> Sequence[Column[TimelineLine]]:
    """What happened, the latest first."""
    return (
        day_column("on", translate("tables", "日期"), lambda t: t.on),
        Column("what", translate("tables", "事项"), _what, 18),
        Column("detail", translate("tables", "结果"), lambda t: words.state_word(t.detail), 14),
        Column("by", translate("tables", "签字/经办"), lambda t: t.by, 14),
        Column("typed", translate("tables", "录入"), lambda t: t.typed_by, 8),
        Column("paper", translate("tables", "文号"), lambda t: t.paper_no or "", 18),
    )


def sent_columns() -> Sequence[Column[SentPaper]]:
    """The frozen papers that name the household, the latest first."""
    return (
        day_column("on", translate("tables", "日期"), lambda p: p.issued_on),
        Column("name", translate("tables", "文书"), lambda p: p.name, 18, tip=lambda p: p.title),
        Column("number", translate("tables", "存档号"), lambda p: str(p.number), 7, Align.RIGHT),
        Column("paper_no", translate("tables", "文号"), lambda p: p.paper_no, 18),
        Column("void", translate("tables", "作废"), _voided, 14, tip=lambda p: p.voided_reason),
    )


def _voided(paper: SentPaper) -> str:
    return f"{day_text(paper.voided_on)} {paper.voided_reason}" if paper.voided_on else ""


def _what(line: TimelineLine) -> str:
    word = words.action_word(line.code)
    return translate("tables", "{what}（已撤回）").format(what=word) if line.taken_back_on else word
