"""收入核算表, 收入明白卡, 认定理由书: what stands on them is what the ledger says, for any household."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.household import HouseholdSummary, IncomeItem, IncomeStatement, Membership, Person
from app.services.papers.kinds import kinds
from app.services.papers.service import PaperService
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, Year

SUMMER = date(2020, 5, 30)
LONG = "阿卜杜拉·买买提·" * 6 + "艾山"


def printed(year: Year, kind: str, out: Path, *codes: str) -> str:
    PaperService(year.ledger).print(kind, out, households=codes, actor=ACTOR, today=SUMMER)
    return text_of(out.read_bytes())


def visited(year: Year) -> str:
    return year.found["monitored"][0]


def test_the_sheet_adds_up_as_its_formula_says(own_year: Year, tmp_path: Path) -> None:
    code = visited(own_year)
    with own_year.ledger.transaction("test.income", actor=ACTOR, today=SUMMER) as tx:
        own = IncomeStatement(
            household_id=own_year.homes[code], year=2020, occasion="expected", source="verification",
            observed_on=date(2020, 5, 20), heads=2, net_fen=1_160_050, claims_fen=30_000,
        )  # fmt: skip
        tx.session.add(own)
        tx.session.flush()
        lines = (("wage.migrant", "务工收入", 1_200_050), ("transfer.support", "赡养费", 60_000))
        lines += (("expense.crops", "种植业支出", 100_000),)
        for position, (item, label, amount) in enumerate(lines):
            tx.session.add(
                IncomeItem(statement_id=own.id, position=position, item_code=item, label=label, amount_fen=amount,
                           formula="每月1000.04元×12")
            )  # fmt: skip
    text = printed(own_year, "income_sheet", tmp_path / "s.pdf", code)
    for words in ("L1务工收入12,000.50", "P1赡养费600", "R1种植业支出1,000", "收入合计12,600.50", "纯收入11,600.50"):
        assert words in text
    assert "人均纯收入5,800.25" in text
    assert "每月1000.04元×12" in text
    assert "理赔收入（单列）300" in text
    card = printed(own_year, "income_card", tmp_path / "c.pdf", code)
    assert "人均纯收入5,800.25" in card
    assert "第一书记（签字）" in card


def test_who_does_not_count_is_named_with_the_reason(own_year: Year, tmp_path: Path) -> None:
    code = visited(own_year)
    with own_year.ledger.transaction("test.member", actor=ACTOR, today=SUMMER) as tx:
        member = tx.session.scalars(
            select(Membership).where(Membership.household_id == own_year.homes[code]).order_by(Membership.id.desc())
        ).first()
        member.counts_per_head, member.counts_reason = 0, "服兵役"
        tx.session.get(Person, member.person_id).name = LONG
    text = printed(own_year, "income_sheet", tmp_path / "s.pdf", code)
    assert LONG in text
    assert "不计入：服兵役" in text


def test_every_household_can_be_told_why(own_year: Year, tmp_path: Path) -> None:
    with own_year.ledger.reading() as session:
        codes = list(session.scalars(select(HouseholdSummary.code).order_by(HouseholdSummary.code)))
        heads = {row.code: row.head_name for row in session.scalars(select(HouseholdSummary))}
    result = PaperService(own_year.ledger).print(
        "reason_letter", tmp_path / "r.pdf", households=codes, actor=ACTOR, today=SUMMER
    )
    assert result.documents == len(codes)
    for code in (codes[0], visited(own_year)):
        text = printed(own_year, "reason_letter", tmp_path / "one.pdf", code)
        assert code in text
        assert squeeze(heads[code]) in text
        assert "结论" in text
        assert not any(other in text for other in codes if other != code)


def test_the_letter_tells_votes_and_decisions(own_year: Year, tmp_path: Path) -> None:
    entered = next(code for code in own_year.found["monitored"] if code not in own_year.found.get("carried", []))
    texts = [printed(own_year, "reason_letter", tmp_path / "x.pdf", code) for code in own_year.found["monitored"]]
    assert any("应到12，实到9，赞成8，反对1，弃权0，回避0" in text for text in texts)
    assert "现正在监测" in printed(own_year, "reason_letter", tmp_path / "y.pdf", entered)


def test_one_who_was_never_found_is_told_that(own_year: Year, tmp_path: Path) -> None:
    with own_year.ledger.reading() as session:
        free = session.scalars(select(HouseholdSummary.code).where(HouseholdSummary.open_alerts == 0)).all()
    texts = {code: printed(own_year, "reason_letter", tmp_path / "z.pdf", code) for code in free}
    assert any("没有列入监测对象" in text or "未列入监测对象" in text for text in texts.values())


BLANKS = [code for code, kind in kinds().items() if kind.blank]


@pytest.mark.parametrize("kind", BLANKS)
def test_a_blank_names_nobody_and_has_room_to_write(own_year: Year, kind: str, tmp_path: Path) -> None:
    result = PaperService(own_year.ledger).print_blank(kind, tmp_path / "b.pdf", today=SUMMER)
    text = text_of((tmp_path / "b.pdf").read_bytes())
    assert result.documents == 1
    assert "签字" in text
    with own_year.ledger.reading() as session:
        names = {row.head_name for row in session.scalars(select(HouseholdSummary))}
    assert not any(name in text for name in names)
    assert "51999900" not in text
