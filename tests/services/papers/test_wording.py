"""The office's own words: versions by day, what is refused, papers that left stay as they were, signers, numbers."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.papers import PaperSnapshot
from app.models.region import Region
from app.services import audit
from app.services.errors import NotFound, Refused
from app.services.papers import codec
from app.services.papers.finishing import default_signers, labels, takes_signers
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.numbering import NumberService
from app.services.papers.office_wording import Words, wording_in
from app.services.papers.queries.asking import Scope, query_of
from app.services.papers.questions import question_in
from app.services.papers.service import PaperService
from app.services.papers.wording_files import read_wording, write_wording
from app.services.papers.wording_registry import placeholder_names, problems, stored, used, wording_keys
from app.services.papers.wording_service import NewWording, WordingService
from tests.services.papers.conftest import text_of
from tests.services.papers.year import ACTOR

SUMMER = date(2020, 6, 10)
SPRING = date(2020, 4, 1)


def say(ledger, key: str, text: str | None, *, scope: str = "", on: date = SUMMER, today: date = SUMMER) -> None:
    new = NewWording(key, text, on, "区办要求", scope)
    WordingService(ledger).save([new], actor=ACTOR, today=today)


def data_of(ledger, kind: str, *, today: date = SUMMER, scope: Scope | None = None, words: Words | None = None) -> list:
    with ledger.reading() as session:
        question = question_in(session, kinds()[kind], today=today, scope=scope or Scope(), words=words)
        return [draft.data for draft in query_of(kinds()[kind])(question).drafts]


# -- the registry ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", wording_keys().values(), ids=lambda key: key.key)
def test_every_default_keeps_its_own_rules(key):
    assert key.kinds or key.own
    assert set(key.kinds) <= set(kinds())
    assert set(key.placeholders) | set(key.required) <= set(placeholder_names())
    if key.default is not None:
        assert [r for r in problems(key, key.default) if not (key.own and not key.default)] == []
        assert used(key.default) or not key.required or key.own


def test_a_text_may_use_either_name_of_a_placeholder():
    assert stored(" 现报{乡镇}{households}户，\r\n请审。 ") == "现报{township}{households}户，\n请审。"
    with pytest.raises(KeyError):
        Words().text("nothing.such", SUMMER)


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("request.closing", "", "empty"),
        ("request.closing", "请" * 61, "too_long"),
        ("request.closing", "妥否\u202e，请批示。", "control"),
        ("request.closing", "妥否\x07", "control"),
        ("request.closing", "妥否{户主}", "unknown"),
        ("request.closing", "妥否{乱写}", "unknown"),
        ("request.closing", "妥否{乡镇", "brace"),
        ("office.district", "{乡镇}办", "no_placeholders"),
        ("office.contact", "张\n李", "one_line"),
        ("office.preprinted", "否", "not_offered"),
        ("request.opening", "拟新增{户数}户。", "missing"),
        ("number.letter", "石府函1号", "missing"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused(own_year, key, text, code):
    with pytest.raises(Refused) as refused:
        say(own_year.ledger, key, text)
    assert f"office_wording.{code}" in refused.value.codes


def test_every_reason_is_named_at_once_and_nothing_is_saved(own_year):
    wording = WordingService(own_year.ledger)
    good = NewWording("request.closing", "当否，请批示。", SUMMER, "区办要求")
    bad = NewWording("request.opening", "拟新增{户数}户{乱写}", SUMMER, " ")
    with pytest.raises(Refused) as refused:
        wording.save([good, bad], actor=ACTOR, today=SUMMER)
    assert refused.value.codes == ("office_wording.unknown", "office_wording.missing", "office_wording.no_reason")
    assert wording.history("request.closing") == ()
    with pytest.raises(NotFound):
        say(own_year.ledger, "nothing.such", "x")
    with pytest.raises(Refused, match=r"office_wording\.unknown_scope"):
        say(own_year.ledger, "signers", "填表人", scope="nothing")
    with pytest.raises(Refused, match=r"office_wording\.day_before_start"):
        say(own_year.ledger, "request.closing", "当否。", on=date(1220, 1, 1))
    with pytest.raises(Refused, match=r"office_wording\.unchanged"):
        say(own_year.ledger, "request.closing", None)


# -- versions ----------------------------------------------------------------------------------------------------------


def test_a_paper_is_made_with_the_version_of_its_day(own_year):
    ledger = own_year.ledger
    say(ledger, "office.desk", "{乡镇}乡村振兴办", on=date(2020, 6, 1))
    say(ledger, "office.desk", "{乡镇}农业农村办", on=date(2020, 9, 1))
    say(ledger, "office.desk", None, on=date(2020, 11, 1))
    with ledger.reading() as session:
        said = [
            wording_in(session, "reason_letter.appeal", day=day)
            for day in (date(2020, 5, 31), date(2020, 6, 1), date(2020, 8, 31), date(2020, 9, 1), date(2020, 11, 2))
        ]
    offices = ("石门镇脱贫办", "石门镇乡村振兴办", "石门镇乡村振兴办", "石门镇农业农村办", "石门镇脱贫办")
    assert said == [f"可向本村村民委员会或{office}提出，由两人以上入户核实后书面答复。" for office in offices]


def test_history_says_who_when_and_why(own_year):
    ledger, wording = own_year.ledger, WordingService(own_year.ledger)
    say(ledger, "request.closing", "当否，请批示。")
    say(ledger, "request.closing", None, on=date(2020, 7, 1))
    found = wording.history("request.closing")
    assert [(v.text, v.valid_from, v.reason, v.saved_by) for v in found] == [
        (None, date(2020, 7, 1), "区办要求", "王测"),
        ("当否，请批示。", SUMMER, "区办要求", "王测"),
    ]
    row = next(r for r in wording.rows(today=SUMMER) if r.key == "request.closing")
    assert (row.text, row.default, row.is_own, row.versions) == ("当否，请批示。", "妥否，请批示。", True, 2)
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_what_left_is_printed_again_as_it_was(own_year, tmp_path):
    ledger = own_year.ledger
    papers = PaperService(ledger)
    before = {}
    for row in papers.snapshots():
        out = tmp_path / f"{row.id}.pdf"
        papers.reprint_stored(row.id, out)
        before[row.id] = out.read_bytes()
    assert before
    say(ledger, "office.government", "石门镇人民政府（新）", on=SPRING)
    say(ledger, "request.closing", "当否，请批示。", on=SPRING)
    say(ledger, "office.letterhead", "{政府}文件", on=SPRING)
    say(ledger, "signers", "某某", scope="ledger", on=SPRING)
    for id_, content in before.items():
        out = tmp_path / "again.pdf"
        papers.reprint_stored(id_, out)
        assert out.read_bytes() == content


def test_fields_that_came_later_leave_the_digests_of_earlier_papers(played):
    with played.ledger.reading() as session:
        for stored_one in session.scalars(select(PaperSnapshot)):
            kind = kinds()[stored_one.kind]
            assert "letterhead" not in stored_one.data
            data = codec.decode(kind.shape.data, stored_one.data)
            assert codec.digest(codec.encode(data)) == stored_one.data_digest


# -- what the office says of its papers --------------------------------------------------------------------------------


def test_letters_carry_letterhead_contact_and_names(own_year, tmp_path):
    ledger = own_year.ledger
    say(ledger, "office.government", "石门镇人民政府暨石门镇防止返贫监测和帮扶工作领导小组办公室")
    say(ledger, "office.district", "区巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作领导小组办公室")
    say(ledger, "office.letterhead", "{政府}文件")
    say(ledger, "office.contact", "张三　0830-7654321")
    (letter,) = data_of(ledger, "stage_report")
    assert isinstance(letter, LetterData)
    assert letter.letterhead == f"{letter.office}文件"
    assert letter.contact == "张三　0830-7654321"
    out = tmp_path / "report.pdf"
    PaperService(ledger).print("stage_report", out, actor=ACTOR, today=SUMMER)
    text = text_of(out.read_bytes())
    assert text.count(letter.office) >= 2
    assert f"{letter.addressee}：" in text
    say(ledger, "office.preprinted", "是", on=date(2020, 6, 11), today=date(2020, 6, 11))
    (preprinted,) = data_of(ledger, "stage_report", today=date(2020, 6, 11))
    assert (preprinted.letterhead, preprinted.preprinted) == ("", True)


def test_signers_by_default_are_those_that_are_printed(played):
    seen = set()
    for code, kind in kinds().items():
        if not takes_signers(kind):
            continue
        for data in data_of(played.ledger, code)[:1]:
            printed = getattr(data, "signers", None)
            if printed is None:
                printed = tuple(place.label for place in data.places if not place.is_seal)
            wanted = labels(default_signers(kind).split("；"))
            assert tuple(printed)[: len(wanted)] == wanted or code == "assignment", code
            seen.add(code)
    assert len(seen) > 15


def test_signers_are_named_by_the_office_and_names_stay(own_year):
    ledger = own_year.ledger
    slips = ("joined_register", "receipt", "measure_sheet", "revisit_slip", "closure_request", "clearing_form")
    kind = next(kind for kind in slips if any(p.name for data in data_of(ledger, kind)[:1] for p in data.places))
    before = data_of(ledger, kind)[0]
    say(ledger, "signers", "经办人；股室负责人（两人）；办结日期", scope=kind)
    after = data_of(ledger, kind)[0]
    assert [p.label for p in after.places if not p.is_seal] == [
        "经办人（签字）",
        "股室负责人（签字）",
        "股室负责人（签字）",
        "办结日期",
    ]
    assert [p.name for p in after.places if p.name] == [p.name for p in before.places if p.name]
    assert dataclasses.replace(after, places=()) == dataclasses.replace(before, places=())


def test_a_village_may_have_another_committee(own_year):
    ledger = own_year.ledger
    with ledger.reading() as session:
        uid = session.scalar(select(Region.uid).where(Region.name == "红星村"))
    say(ledger, "office.village_committee", "{村}村民自治委员会", scope=uid)
    seals = {data.seals for data in data_of(ledger, "village_report")}
    assert ("红星村村民自治委员会",) in seals
    assert ("石桥村村民委员会",) in seals


# -- looking before saving ---------------------------------------------------------------------------------------------


def test_a_real_paper_is_seen_before_the_text_is_saved(own_year, tmp_path):
    wording, out = WordingService(own_year.ledger), tmp_path / "look.pdf"
    wording.preview("request.closing", "district_list", "当否，请批示。", out, today=SUMMER)
    assert "当否，请批示。" in text_of(out.read_bytes())
    assert wording.history("request.closing") == ()
    with pytest.raises(Refused, match=r"office_wording\.unknown"):
        wording.preview("request.closing", "district_list", "{乱写}", out, today=SUMMER)
    with pytest.raises(Refused, match=r"office_wording\.no_paper"):
        wording.preview("public_notice.title", "public_notice", "{村}公示", out, today=SUMMER)


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_neighbour_takes_the_wording_over(own_year, played, tmp_path):
    ledger, file = own_year.ledger, tmp_path / "用语.toml"
    say(ledger, "notification.text", '{户主}户："{理由}"\n　　电话{监督电话}\\。')
    say(ledger, "signers", "填表人；审核人", scope="ledger")
    say(ledger, "office.phone", "0830-7654321")
    assert write_wording(WordingService(ledger).rows(today=SUMMER), file) == 3
    there = WordingService(played.ledger).rows(today=SUMMER)
    changes = read_wording(file, there, valid_from=SUMMER, reason="采用邻镇写法")
    assert {c.new.key for c in changes} == {"notification.text", "signers"}
    assert next(c.after for c in changes if c.new.key == "notification.text").startswith('{户主}户："{理由}"\n')
    every = read_wording(file, there, valid_from=SUMMER, reason="x", with_office=True)
    assert {c.new.key for c in every} == {"notification.text", "signers", "office.phone"}
    with pytest.raises(Refused, match=r"office_wording\.file_nothing"):
        read_wording(file, WordingService(ledger).rows(today=SUMMER), valid_from=SUMMER, reason="x")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[[text]]\nkey = 3\ntext = ''", b"text = 'x'", b"{{{"])
def test_a_file_that_is_none_is_refused(played, tmp_path: Path, content):
    file = tmp_path / "x.toml"
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"office_wording\.file_kind"):
        read_wording(file, WordingService(played.ledger).rows(today=SUMMER), valid_from=SUMMER, reason="x")


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_a_number_is_given_out_once(own_year):
    ledger, numbers = own_year.ledger, NumberService(own_year.ledger)
    with pytest.raises(Refused, match=r"document_number\.no_pattern"):
        numbers.take("letter", subject="比对函", actor=ACTOR, today=SUMMER)
    say(ledger, "number.letter", "石府函〔{年度}〕{序号}号")
    assert numbers.take("letter", subject="比对函", actor=ACTOR, today=SUMMER)[0] == "石府函〔2020〕1号"
    assert numbers.take("letter", subject="撤回函", number=7, actor=ACTOR, today=SUMMER)[0] == "石府函〔2020〕7号"
    assert next(o.text for o in numbers.offers(today=SUMMER) if o.series == "letter") == "石府函〔2020〕8号"
    for number, code in ((7, "given"), (0, "too_low"), (10000, "too_low")):
        with pytest.raises(Refused, match=rf"document_number\.{code}"):
            numbers.take("letter", subject="又一份", number=number, actor=ACTOR, today=SUMMER)
    with pytest.raises(Refused, match=r"document_number\.no_subject"):
        numbers.take("letter", subject=" ", actor=ACTOR, today=SUMMER)
    assert [(row.text, row.subject) for row in numbers.given(year=2020)] == [
        ("石府函〔2020〕7号", "撤回函"),
        ("石府函〔2020〕1号", "比对函"),
    ]


def test_a_number_that_stands_on_a_paper_is_not_given_again(own_year):
    ledger, numbers = own_year.ledger, NumberService(own_year.ledger)
    say(ledger, "number.letter", "石府函〔{年度}〕{序号}号")
    with ledger.transaction("test.paper", actor=ACTOR, today=SUMMER) as tx:
        paper = tx.session.scalars(select(PaperSnapshot)).first()
        assert paper is not None
        paper.paper_no = "石府函〔2020〕12号"
    assert next(o.number for o in numbers.offers(today=SUMMER) if o.series == "letter") == 13
    with pytest.raises(Refused, match=r"document_number\.given"):
        numbers.take("letter", subject="又一份", number=12, actor=ACTOR, today=SUMMER)
