"""收入核算表, 明白卡, 理由书, 公告, ledgers of measures and empty forms, printed from a played year and read back."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import delete, select

from app.models.cases import Measure
from app.models.household import Household, HouseholdSummary, Membership
from app.services.papers import codec
from app.services.papers.kinds import Subject, kinds
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow
from app.services.papers.layouts.slip import SlipData, SlipText, WideFact
from app.services.papers.press import Press
from app.services.papers.service import PaperService
from app.services.papers.stamp import Stamp
from tests import factories as make
from tests.services.papers.conftest import text_of
from tests.services.papers.test_service import SUMMER
from tests.services.papers.year import ACTOR, Year

LONG_NAME = "阿卜杜热合曼·买买提艾力·图尔荪托合提·阿布都克热木·吾布力卡斯木·麦麦提敏·阿卜力孜·托合提"
LONG_TEXT = "".join(f"第{number}句：父亲患病住院花费较大，务工收入中断。" for number in range(1, 101))
OF_HOUSEHOLDS = sorted(code for code, kind in kinds().items() if kind.subject is Subject.HOUSEHOLD)
EMPTY_FORMS = sorted(code for code, kind in kinds().items() if kind.blank)


def printed(year: Year, kind: str, out: Path, *codes: str) -> str:
    PaperService(year.ledger).print(kind, out, households=codes, actor=ACTOR, today=SUMMER)
    return text_of(out.read_bytes())


def test_an_announcement_names_who_was_approved_and_no_number_of_a_person(own_year: Year, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    PaperService(own_year.ledger).print("announcement", out, actor=ACTOR, today=SUMMER)
    text = text_of(out.read_bytes())
    assert "防止返贫监测对象的公告" in text
    with own_year.ledger.reading() as session:
        rows = session.execute(
            select(HouseholdSummary.head_name, HouseholdSummary.head_id_number).where(
                HouseholdSummary.code.in_(own_year.found["monitored"])
            )
        ).all()
    approved = [row.head_name for row in rows if row.head_name in text]
    assert approved
    assert [row.head_id_number for row in rows if row.head_id_number and row.head_id_number in text] == []


@pytest.mark.parametrize("kind", ["measure_ledger", "village_measures", "household_measures"])
def test_help_that_no_alert_asked_for_is_in_every_ledger(own_year: Year, tmp_path: Path, kind: str) -> None:
    code = own_year.found["monitored"][0]
    with own_year.ledger.transaction("test.measure", actor=ACTOR, today=SUMMER) as tx:
        tx.session.add(
            Measure(household_id=own_year.homes[code], group="industry", description="发放鸡苗五十只", state="planned")
        )
    out = tmp_path / "m.pdf"
    PaperService(own_year.ledger).print(kind, out, actor=ACTOR, today=SUMMER)
    assert "发放鸡苗五十只" in text_of(out.read_bytes())


def enlarge(year: Year, code: str, *, count: int) -> list[str]:
    """The household with so many members more, whose names are as long as names get."""
    names = [f"{LONG_NAME}{number}" for number in range(count)]
    with year.ledger.transaction("test.many", actor=ACTOR, today=SUMMER) as tx:
        home = tx.session.get_one(Household, year.homes[code])
        for number, name in enumerate(names):
            make.member(tx, home, name=name, relation="其他", position=number + 5)
    return names


@pytest.mark.parametrize("kind", sorted(set(OF_HOUSEHOLDS) - {"household_measures", "reason_sheet", "reason_letter"}))
def test_twenty_members_with_long_names_are_all_on_the_form(own_year: Year, tmp_path: Path, kind: str) -> None:
    code = own_year.found["monitored"][0]
    names = enlarge(own_year, code, count=19)
    text = printed(own_year, kind, tmp_path / "many.pdf", code)
    assert code in text or kind == "income_card"
    if kind != "income_card":  # tells how many they are
        assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("kind", sorted(set(OF_HOUSEHOLDS) - {"household_measures", "reason_sheet"}))
def test_a_household_of_nobody_is_printed(own_year: Year, tmp_path: Path, kind: str) -> None:
    code = own_year.found["monitored"][0]
    with own_year.ledger.transaction("test.emptied", actor=ACTOR, today=SUMMER) as tx:
        tx.session.execute(delete(Membership).where(Membership.household_id == own_year.homes[code]))
    text = printed(own_year, kind, tmp_path / "nobody.pdf", code)
    assert code in text


@pytest.mark.parametrize("kind", EMPTY_FORMS)
def test_an_empty_form_says_nothing_that_is_known(own_year: Year, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "blank.pdf"
    made = PaperService(own_year.ledger).print_blank(kind, out, today=SUMMER)
    assert made.pages == len(pypdf.PdfReader(out).pages) <= 3
    assert [word for word in ("未掌握", "2020年5月30日") if word in text_of(out.read_bytes())] == []


@pytest.mark.parametrize("kind", ["reason_sheet", "reason_letter"])
def test_what_a_visit_said_is_not_called_a_petition(own_year: Year, tmp_path: Path, kind: str) -> None:
    code = own_year.found["monitored"][0]
    with own_year.ledger.transaction("test.visited", actor=ACTOR, today=SUMMER) as tx:
        home = tx.session.get_one(Household, own_year.homes[code])
        make.household_fact(tx, home, source="visit", observed_on=SUMMER, housing_safe=1)
    text = printed(own_year, kind, tmp_path / "r.pdf", code)
    assert "住房安全稳定入户走访2020-05-30" in text


def test_long_texts_flow_over_the_pages(press: Press) -> None:
    table = ListData("", (ListColumn("事项", 5), ListColumn("理由", 20)), (ListRow(("办理", LONG_TEXT)),))
    data = SlipData(
        "测试", wide_facts=(WideFact("结论", LONG_TEXT),), table=table, texts=(SlipText("说明", LONG_TEXT),)
    )
    kind = kinds()["reason_letter"]
    batch = press.open(title=kind.name)
    batch.add(kind.lay_out(codec.decode(SlipData, codec.encode(data))), Stamp())
    content = batch.finish().content
    assert len(LONG_TEXT) >= 2_000
    assert len(pypdf.PdfReader(BytesIO(content)).pages) >= 3
    # What stands between two pages is their foot and the head of the table.
    text = re.sub("第[0-9]+页共[0-9]+页(事项理由)?", "", text_of(content))
    for number in range(1, 101):
        assert text.count(f"第{number}句：") == 3, number
