"""Applications, collection forms, minutes, clearing notices and the empty visit form, from a played year."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pypdf
import pytest

from app.services.errors import Refused
from app.services.papers.service import PaperService
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, Year
from tests.services.towns import VISIT, VOTES

SUMMER = date(2020, 5, 30)


def printed(year: Year, kind: str, out: Path, *codes: str) -> str:
    PaperService(year.ledger).print(kind, out, households=codes, actor=ACTOR, today=SUMMER)
    return text_of(out.read_bytes())


def test_an_application_names_every_member_and_leaves_room_to_sign(own_year: Year, tmp_path: Path) -> None:
    code = own_year.found["monitored"][0]
    text = printed(own_year, "application", tmp_path / "a.pdf", code)
    assert code in text
    assert all(word in text for word in ("申请及承诺授权查询书", "签字、指印", "本户承诺", "授权乡镇人民政府"))


def test_the_collection_form_says_what_the_visit_found(own_year: Year, tmp_path: Path) -> None:
    code = own_year.found["monitored"][0]
    text = printed(own_year, "collection_form", tmp_path / "c.pdf", code)
    assert code in text
    for wanted in ("一、基本信息", "二、家庭成员", "是否住房出现安全问题否", "四、帮扶措施", "六、帮扶责任人"):
        assert squeeze(wanted) in text


def test_minutes_tell_the_votes_of_every_household(own_year: Year, tmp_path: Path) -> None:
    text = printed(own_year, "minutes", tmp_path / "m.pdf")
    assert "民主评议会议纪要" in text
    assert "议定事项如下" in text
    assert "出席：" in text


def test_an_empty_form_has_lines_for_members_and_no_name(own_year: Year, tmp_path: Path) -> None:
    out = tmp_path / "blank.pdf"
    made = PaperService(own_year.ledger).print_blank("visit_form", out, today=SUMMER)
    assert (made.documents, made.changes) == (1, None)
    assert made.pages == len(pypdf.PdfReader(out).pages) <= 3
    text = text_of(out.read_bytes())
    assert all(word in text for word in ("入户走访表", "二、家庭成员序", "务工收入", "不愁吃", "走访人（签字）"))
    assert "未掌握" not in text


def test_other_papers_have_no_empty_form(own_year: Year, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        PaperService(own_year.ledger).print_blank("ledger", tmp_path / "x.pdf", today=SUMMER)
    assert caught.value.codes == ("papers.no_blank",)
    assert not (tmp_path / "x.pdf").exists()


def test_the_clearing_notice_names_no_numbers(own_year: Year, tmp_path: Path) -> None:
    code = own_year.found["monitored"][4]
    own_year.act("record_clear_visit", (6, 1), [code], **{**VISIT, "medical_covered": 1})
    own_year.act("record_clear_meeting", (6, 2), [code], **{k: v for k, v in VOTES.items() if k != "risks"})
    own_year.act("propose_clear", (6, 3), [code], way="helped")
    own_year.act("approve_clear", (6, 4), [code], decision_no="区消〔2020〕1号")
    out = tmp_path / "n.pdf"
    PaperService(own_year.ledger).print("clearing_notice", out, actor=ACTOR, today=date(2020, 6, 5))
    text = text_of(out.read_bytes())
    assert all(word in text for word in ("风险消除的公告", "区消〔2020〕1号", "1户", "帮扶消除"))
    assert code not in text
    assert not re.search(r"\d{17}[\dX]", text)
