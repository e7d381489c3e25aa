"""入户走访表: one household, pre-filled from the ledger, with room for what the visitors find (domain 4.1, 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.models.enums import Risk, VisitOutcome
from app.services.papers.parts import (
    Align,
    Column,
    Field,
    Fields,
    Heading,
    Lead,
    Line,
    Look,
    Note,
    Paper,
    Part,
    Place,
    Sheet,
    Signatures,
    Span,
    Table,
    Title,
    Writing,
    ticked,
    yes_no,
)
from app.services.papers.wording import short_day, truth, yuan

_C, _L, _R = Align.CENTRE, Align.LEFT, Align.RIGHT
_LINE = "＿＿＿＿＿＿"
_MEMBERS_BY_HAND = 8  # lines on an empty form
MEMBER_COLUMNS = (
    Column("序号", 16),
    Column("姓名", 42),
    Column("与户主\n关系", 33),
    Column("性别\n年龄", 30),
    Column("身份证号", 96),
    Column("文化程度\n或在校", 42),
    Column("健康状况", 51),
    Column("劳动技能", 51),
    Column("务工地点\n及月数", 51),
    Column("医保", 17),
    Column("备注", 24),
    Column("现场变化", 37),
)
INCOME_COLUMNS = (
    Column("收支项目", 7.6, _L),
    Column("台账数（元）", 4.9, _R),
    Column("计算依据", 16.6, _L),
    Column("走访核实（元）", 5.4),
    Column("核实算法", 6.5),
)
GUARANTEE_COLUMNS = (
    Column("项目", 5.0),
    Column("台账情况", 4.0),
    Column("来源、日期", 9.8, _L),
    Column("现场核实", 8.0),
    Column("说明", 8.7),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A living member of the household."""

    name: str
    relation: str
    sex: str
    age: int | None
    id_number: str
    schooling: str
    health: str
    labour: str
    work: str
    medical: bool | None
    allowance: str
    counts_per_head: bool


@dataclass(frozen=True, slots=True)
class IncomeItem:
    """A line of the household's statement of income."""

    label: str
    amount_fen: int | None
    basis: str


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One of 两不愁三保障 and 饮水, as the ledger knows it."""

    name: str
    secured: bool | None
    source: str
    observed_on: date | None


@dataclass(frozen=True, slots=True)
class VisitForm:
    """Everything that is printed on the form of one household."""

    township: str
    year: int
    household_code: str
    village: str
    group: str
    address: str
    head_name: str
    head_id_number: str
    phone: str
    household_type: str
    category: str
    tags: str
    state: str
    team: str
    listed_because: str
    clues: str
    members: tuple[Member, ...]
    counted_heads: int
    income: tuple[IncomeItem, ...]
    income_source: str
    net_fen: int | None
    net_per_head_fen: int | None
    line_fen: int | None
    guarantees: tuple[Guarantee, ...]
    risks: tuple[str, ...]
    difficulty: str
    visitors: tuple[str, ...] = ()


def lay_out(data: VisitForm) -> Paper:
    """The form: front for household, members and income, then guarantees, risks, findings and signatures."""
    blank = not data.household_code
    counted = "" if blank else f"（共{len(data.members)}人，计入人均{data.counted_heads}人）"
    parts: tuple[Part, ...] = (
        Title(f"{data.township}入户走访表", f"（{data.year}年防止返贫致贫监测和帮扶）"),
        Lead(
            f"户编号：{data.household_code or _LINE}",
            "走访日期：＿＿＿＿年＿＿月＿＿日",
            f"走访组：{data.team}" if data.team else f"走访组：{_LINE}",
        ),
        Heading("一、家庭基本情况"),
        Fields(_basics(data), tall=blank),
        Heading(f"二、家庭成员{counted}"),
        Table(
            MEMBER_COLUMNS,
            tuple(_member(n, m) for n, m in enumerate(data.members, 1)),
            blank_rows=_MEMBERS_BY_HAND if blank else 1,
            tall=True,
        ),
        Heading("三、家庭收入（预计全年）"),
        Table(INCOME_COLUMNS, tuple(_income(data)), tall=blank),
        Heading("四、“两不愁三保障”和饮水安全"),
        Table(GUARANTEE_COLUMNS, tuple(_guarantee(g, blank=blank) for g in data.guarantees), tall=True),
        Heading("五、返贫致贫风险"),
        Fields(_risk_rows(data)),
        Heading("六、走访情况"),
        *_findings(data),
        Note(
            "预填数与实际不符的以现场核实为准，填右侧空栏；走访人至少两人，且非农户亲属；"
            "户主不能签字的按指印，不签字的写明原因。"
        ),
    )
    return Paper(
        (Sheet(Look.FORM, parts),),
        running=f"{data.head_name}　{data.household_code}".strip("　"),
        code=data.household_code,
    )


def _basics(data: VisitForm) -> tuple[tuple[Field, ...], ...]:
    place = f"{data.village}{data.group}"
    return (
        (Field("户主姓名", data.head_name), Field("身份证号", data.head_id_number), Field("联系电话", data.phone)),
        (Field("村、组", place), Field("家庭住址", data.address, 2)),
        (Field("户类型", data.household_type), Field("拟定类别", data.category), Field("当前状态", data.state)),
        (Field("特殊情形", data.tags), Field("列入依据", data.listed_because, 2)),
        (Field("线索", data.clues),),
    )


def _member(number: int, member: Member) -> Line:
    return Line(
        (
            str(number),
            member.name,
            member.relation,
            member.sex if member.age is None else f"{member.sex} {member.age}".strip(),
            member.id_number,
            member.schooling,
            member.health,
            member.labour,
            member.work,
            truth(member.medical),
            "\n".join(part for part in (member.allowance, "" if member.counts_per_head else "不计人均") if part),
            "",
        )
    )


def _income(data: VisitForm) -> list[Line | Span]:
    rows: list[Line | Span] = [Line((item.label, yuan(item.amount_fen), item.basis, "", "")) for item in data.income]
    source = f"来源：{data.income_source}" if data.income_source else ""
    below = "" if data.line_fen is None else f"监测线 {yuan(data.line_fen)} 元/人"
    rows.append(Line(("家庭纯收入", yuan(data.net_fen), source, "", "")))
    rows.append(Line(("家庭人均纯收入", yuan(data.net_per_head_fen), below, "", "÷　　　人＝")))
    return rows


def _guarantee(guarantee: Guarantee, *, blank: bool) -> Line:
    known = truth(guarantee.secured, yes="稳定", no="不稳定", unknown="" if blank else "未掌握")
    source = "　".join(part for part in (guarantee.source, short_day(guarantee.observed_on)) if part)
    return Line((guarantee.name, known, source, yes_no(None, yes="稳定", no="不稳定"), ""))


def _risk_rows(data: VisitForm) -> tuple[tuple[Field, ...], ...]:
    boxes = "　".join(ticked(risk.value in data.risks, risk.label) for risk in Risk)
    return (
        (Field("是否存在\n风险", yes_no(True if data.risks else None, yes="有风险", no="无风险")),),
        (Field("风险类型\n（可多选）", f"{boxes}：＿＿＿＿＿＿＿＿"),),
    )


def _findings(data: VisitForm) -> tuple[Part, ...]:
    outcomes = "　".join(ticked(False, outcome.label) for outcome in VisitOutcome)
    visitors = [*data.visitors, "", ""][:2]
    return (
        Fields(((Field("走访结果", f"{outcomes}　　下次走访：　　　年　　月　　日"),),)),
        Writing("主要困难", data.difficulty, 5),
        Writing("走访组\n意见", "", 5),
        Signatures(
            (
                Place("走访人（签字）", visitors[0]),
                Place("走访人（签字）", visitors[1]),
                Place("户主或成员（签字、指印）"),
                Place("未签字的原因", day=""),
            )
        ),
    )
