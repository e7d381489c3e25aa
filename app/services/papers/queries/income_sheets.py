"""收入核算表 and 收入明白卡: every item of the statement that counts, with the formula from K to T (domain 4.14, 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.models.history import in_chunks
from app.models.household import IncomeItem, IncomeStatement, Membership, Person
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.papers.queries.income import SOURCES, statement_that_counts
from app.services.papers.queries.persons import member_rows
from app.services.papers.queries.visits import waiting_households
from app.services.papers.wording import UNKNOWN, day, yuan
from app.services.visits.income import item_kinds

# The groups of items with their letters on the card; what is spent is taken off.
LETTERS = {"wage": "L", "business": "M", "property": "N", "transfer": "P", "expense": "R"}
_NAMES = {
    "wage": "工资性收入",
    "business": "生产经营性收入",
    "property": "财产性收入",
    "transfer": "转移性收入",
    "expense": "生产经营性支出",
}
_COLUMNS = (
    ListColumn("代号", 4),
    ListColumn("项目", 12, Sort.TEXT),
    ListColumn("金额（元）", 9, Sort.YUAN),
    ListColumn("计算方法和依据", 18, Sort.TEXT),
)
_BLANK_ITEMS = 1


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a statement."""

    code: str
    label: str
    amount_fen: int | None
    told: str  # formula and basis

    @property
    def group(self) -> str:
        """wage, business, property, transfer or expense."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class _Head:
    """A member and whether the income is divided by him."""

    name: str
    relation: str
    is_counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Account:
    """What is known of a household's income."""

    home: HouseholdRow
    statement: IncomeStatement | None
    lines: tuple[Line, ...]
    heads: tuple[_Head, ...]

    @property
    def counted(self) -> int:
        """By how many the income is divided."""
        stated = self.statement.heads if self.statement is not None else None
        return stated or sum(head.is_counted for head in self.heads)


def sheets(question: Question) -> Found:
    """收入核算表 of the households that are named, else of every household with an open case."""
    return _found(question, _sheet)


def cards(question: Question) -> Found:
    """收入明白卡 of the same households, to be kept by them."""
    return _found(question, _card)


def blank_sheet(question: Question) -> Found:
    """A sheet without a household, with lines to write on."""
    return drafts([Draft(_sheet(question, None))])


def _found(question: Question, make: Callable[[Question, _Account], SlipData]) -> Found:
    ids = waiting_households(question)
    found = [
        Draft(make(question, account), household_id=account.home.household_id, village_id=account.home.village_id)
        for account in _accounts(question, ids)
    ]
    return drafts(found)


def _accounts(question: Question, ids: Sequence[int]) -> Iterator[_Account]:
    homes, heads = household_rows(question, ids), _heads(question, ids)
    statements = _statements(question, ids)
    lines = _lines(question, [s.id for s in statements.values()])
    for id_ in (id_ for id_ in ids if id_ in homes):
        statement = statements.get(id_)
        own = lines.get(statement.id, ()) if statement is not None else ()
        yield _Account(homes[id_], statement, tuple(own), tuple(heads.get(id_, ())))


def _statements(question: Question, ids: Iterable[int]) -> dict[int, IncomeStatement]:
    found: dict[int, list[IncomeStatement]] = {}
    for chunk in in_chunks(sorted(set(ids))):
        for row in question.session.scalars(select(IncomeStatement).where(IncomeStatement.household_id.in_(chunk))):
            found.setdefault(row.household_id, []).append(row)
    chosen = {id_: statement_that_counts(rows) for id_, rows in found.items()}
    return {id_: statement for id_, statement in chosen.items() if statement is not None}


def _lines(question: Question, statements: Iterable[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    for chunk in in_chunks(sorted(statements)):
        rows = select(IncomeItem).where(IncomeItem.statement_id.in_(chunk))
        for row in question.session.scalars(rows.order_by(IncomeItem.statement_id, IncomeItem.position)):
            told = "；".join(filter(None, (row.formula, row.basis)))
            found.setdefault(row.statement_id, []).append(Line(row.item_code, row.label, row.amount_fen, told))
    return found


def _heads(question: Question, ids: Iterable[int]) -> dict[int, list[_Head]]:
    columns = (
        *(Membership.household_id, Person.name, Membership.relation),
        *(Membership.counts_per_head, Membership.counts_reason),
    )
    found: dict[int, list[_Head]] = {}
    for row in member_rows(question, ids, *columns):
        head = _Head(row.name, row.relation or "", bool(row.counts_per_head), row.counts_reason or "")
        found.setdefault(row.household_id, []).append(head)
    return found


# -- the sheet --------------------------------------------------------------------------------------


def _sheet(question: Question, account: _Account | None) -> SlipData:
    return SlipData(
        title=f"{question.township}农户家庭收入核算表",
        subtitle=f"（{question.year}年）",
        office=f"{account.home.village}{account.home.group}" if account else "",
        number=account.home.code if account else "",
        facts=_facts(question, account),
        wide_facts=(WideFact("计入人均的成员", _members(account)),),
        table_heading="收入和支出",
        table=ListData("", _COLUMNS, tuple(_rows(account)), tall=account is None),
        texts=(SlipText("需要说明的情况", _remark(account), 3),),
        places=(
            SlipPlace("核算人（签字）"),
            SlipPlace("村党组织书记（签字）"),
            SlipPlace("第一书记（签字）"),
            SlipPlace("户主（签字、指印）", account.home.head if account else ""),
        ),
        notes=(
            "K＝L＋M＋N＋P；纯收入 S＝K－R；人均纯收入 T＝S÷A。",
            *question.notes("income_sheet.note"),
        ),
    )


def _facts(question: Question, account: _Account | None) -> tuple[Fact, ...]:
    statement = account.statement if account else None
    period = ""
    if statement is not None and statement.period_from_on and statement.period_to_on:
        period = f"{day(statement.period_from_on)}至{day(statement.period_to_on)}"
    source = SOURCES.get(statement.source, statement.source) if statement is not None else ""
    return (
        Fact("户主姓名", account.home.head if account else ""),
        Fact("户类型", account.home.household_type if account else ""),
        Fact("A 计算人口", f"{account.counted}人" if account else ""),
        Fact("核算期间", period),
        Fact("收入线", f"{yuan(question.running.plan.line_fen)}元"),
        Fact("数据来源", source),
    )


def _members(account: _Account | None) -> str:
    if account is None:
        return ""
    told = []
    for head in account.heads:
        why = "" if head.is_counted else f"，不计入{f'：{head.reason}' if head.reason else ''}"
        told.append(f"{head.name}（{head.relation or UNKNOWN}{why}）")
    return "、".join(told)


def _rows(account: _Account | None) -> Iterator[ListRow]:
    lines = account.lines if account is not None else ()
    totals: dict[str, int | None] = {}
    for group, letter in LETTERS.items():
        own = [line for line in lines if line.group == group]
        listed = own or _empty(group, several=account is None)
        for number, line in enumerate(listed, start=1):
            yield ListRow((f"{letter}{number}", line.label, yuan(line.amount_fen), line.told))
        totals[letter] = sum(line.amount_fen or 0 for line in own) if own else None
        yield ListRow((letter, f"{_NAMES[group]}合计", yuan(totals[letter]), ""), RowKind.TOTAL)
    yield from _results(account, totals)


def _empty(group: str, *, several: bool) -> list[Line]:
    """The items that an empty form offers, and lines to write others on."""
    kinds = [Line(kind.code, kind.label, None, "") for kind in item_kinds() if kind.code.partition(".")[0] == group]
    return [*kinds, *[Line(group, "", None, "")] * _BLANK_ITEMS] if several else []


def _results(account: _Account | None, totals: dict[str, int | None]) -> Iterator[ListRow]:
    statement = account.statement if account is not None else None
    known = any(value is not None for value in totals.values())
    whole = sum(totals[letter] or 0 for letter in "LMNP") if known else None
    net = statement.net_fen if statement is not None else None
    per_head = _per_head(account)
    yield ListRow(("K", "收入合计", yuan(whole), "K＝L＋M＋N＋P"), RowKind.TOTAL)
    yield ListRow(("S", "纯收入", yuan(net), "S＝K－R" if known else _basis(statement)), RowKind.TOTAL)
    yield ListRow(("T", "人均纯收入", yuan(per_head), "T＝S÷A"), RowKind.TOTAL)
    claims, paid = (statement.claims_fen, statement.self_paid_fen) if statement is not None else (None, None)
    yield ListRow(("", "理赔收入（单列）", yuan(claims), ""))
    yield ListRow(("", "合规自付支出（单列）", yuan(paid), ""))


def _per_head(account: _Account | None) -> int | None:
    if account is None:
        return None
    net = account.statement.net_fen if account.statement is not None else None
    if net is None or not account.counted:
        return account.home.net_per_head_fen
    return round(net / account.counted)


def _basis(statement: IncomeStatement | None) -> str:
    return (statement.basis or "") if statement is not None else ""


def _remark(account: _Account | None) -> str:
    if account is None or account.lines:
        return ""
    known = account.statement is not None or account.home.net_per_head_fen is not None
    return "登记的是收入总数，没有逐项明细。" if known else "没有登记收入。"


# -- the card ---------------------------------------------------------------------------------------


def _card(question: Question, account: _Account) -> SlipData:
    made = _sheet(question, account)
    shown = [row for row in _rows(account) if row.cells[0] and (row.kind is RowKind.TOTAL or row.cells[2])]
    return SlipData(
        title=f"{question.township}农户收入明白卡",
        subtitle=f"（{question.year}年，由户主保存）",
        office=made.office,
        number=made.number,
        facts=made.facts,
        wide_facts=made.wide_facts,
        table_heading="本户收入是这样算出来的",
        table=ListData("", _COLUMNS, tuple(shown)),
        places=(
            SlipPlace("村委会主任或书记（签字）"),
            SlipPlace("第一书记（签字）"),
            SlipPlace("帮扶干部（签字）"),
            SlipPlace("户主（签字、指印）", account.home.head),
        ),
        notes=(*made.notes, *question.notes("income_card.question")),
    )
