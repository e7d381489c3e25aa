"""Awkward households on paper: nobody in them, twenty members, rare and long names, blanks and control characters."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import delete, select, update

from app.models.household import HouseholdSummary, Membership, Person
from app.services.errors import NotFound
from app.services.papers import codec
from app.services.papers.batches import Split
from app.services.papers.kinds import kinds
from app.services.papers.layouts.visit_form import VisitForm
from app.services.papers.press import Press
from app.services.papers.service import PaperService
from app.services.papers.stamp import Stamp
from app.services.wording import sentences
from tests.services.papers import samples
from tests.services.papers.conftest import poppler_text_of, squeeze, text_of
from tests.services.papers.test_service import SUMMER
from tests.services.papers.year import ACTOR, Year

RARE = "䶮㛃𬭎𫖯𤩽"
LONG = "阿卜杜热合曼·买买提艾力·图尔荪托合提·阿布都克热木·吾布力卡斯木·麦麦提敏·阿卜力孜·托合"


def page_of(press: Press, form: VisitForm) -> bytes:
    kind = kinds()["visit_form"]
    batch = press.open(title=kind.name)
    batch.add(kind.lay_out(codec.decode(VisitForm, codec.encode(form))), Stamp())
    return batch.finish().content


@pytest.mark.parametrize("count", [1, 7, 20])
def test_rare_and_long_names_are_read_back_as_they_are_stored(press: Press, tmp_path: Path, count: int) -> None:
    form = samples.visit_form(seed=7, count=count)
    named = tuple(
        replace(member, name=f"{LONG}{number}" if number % 2 else f"王{RARE}{number}")
        for number, member in enumerate(form.members)
    )
    form = replace(form, head_name=f"欧阳{RARE}", members=named)
    content = page_of(press, form)
    assert len(LONG) >= 45
    for text in (text_of(content), poppler_text_of(content, tmp_path)):
        assert f"欧阳{RARE}" in text
        assert [member.name for member in named if member.name not in text] == []


def test_control_characters_and_blanks_leave_nothing_on_the_page(press: Press, tmp_path: Path) -> None:
    form = samples.visit_form(seed=7, count=2)
    odd = replace(form, head_name="王\x01秀\x7f兰\u200b", address="石门镇\r\n三组\x0b五号", phone=" \u3000 \t ")
    assert press.lacking(codec.texts(odd)) == ()
    for text in (text_of(page_of(press, odd)), poppler_text_of(page_of(press, odd), tmp_path)):
        assert "王秀兰" in text
        assert "石门镇三组五号" in text
        assert not set(text) & {"\x01", "\x7f", "\x0b", "\ufffd"}


def test_a_household_of_nobody_is_printed_and_named_as_one(own_year: Year, tmp_path: Path) -> None:
    code = own_year.found["monitored"][0]
    with own_year.ledger.transaction("test.emptied", actor=ACTOR, today=SUMMER) as tx:
        home = own_year.homes[code]
        tx.session.execute(delete(Membership).where(Membership.household_id == home))
        summary = HouseholdSummary
        emptied = update(summary).where(summary.household_id == home)
        tx.session.execute(emptied.values(head_name="", member_count=0))
    folder = tmp_path / "out"
    folder.mkdir()
    result = PaperService(own_year.ledger).print_split(
        "visit_form", folder, split=Split.HOUSEHOLD, households=[code], actor=ACTOR, today=SUMMER
    )
    (file,) = result.files
    assert file.stem.endswith(f"_无户主_{code}")
    text = text_of(file.read_bytes())
    assert code in text
    assert "共0人" in text


def test_a_name_of_blanks_is_printed_as_nothing(own_year: Year, tmp_path: Path) -> None:
    code = own_year.found["monitored"][1]
    with own_year.ledger.transaction("test.blanks", actor=ACTOR, today=SUMMER) as tx:
        members = select(Membership.person_id).where(Membership.household_id == own_year.homes[code])
        for who in tx.session.scalars(select(Person).where(Person.id.in_(members))):
            who.name = "　  "
    out = tmp_path / "form.pdf"
    PaperService(own_year.ledger).print("visit_form", out, households=[code], actor=ACTOR, today=SUMMER)
    assert code in text_of(out.read_bytes())


def test_an_unknown_village_is_named_with_those_that_exist(own_year: Year, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        PaperService(own_year.ledger).print(
            "visit_form", tmp_path / "x.pdf", villages=["没有的村"], actor=ACTOR, today=SUMMER
        )
    (sentence,) = sentences(caught.value)
    assert "没有的村" in sentence
    assert "红星村" in sentence
    assert not (tmp_path / "x.pdf").exists()


def test_every_page_of_twenty_members_says_whose_it_is(press: Press) -> None:
    form = samples.visit_form(seed=3, count=20)
    pages = pypdf.PdfReader(BytesIO(page_of(press, form))).pages
    assert len(pages) >= 2
    assert all(form.household_code in squeeze(page.extract_text()) for page in pages)
