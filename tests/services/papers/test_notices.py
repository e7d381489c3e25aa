"""公示 from the meeting to the report: what hangs, what must not, objections, receipts, take-down."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.models.engine import Database
from app.models.enums import CaseState
from app.models.household import Person
from app.services import derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.notices import Inquiry, MarkKind, NewObjection, NoticeService
from app.services.papers.guard import Leak, LeakKind, PageText, Rules, find_leaks
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow
from app.services.papers.noticing import SHOWS_ID_TAIL, SHOWS_RISK, read_pages
from app.services.papers.press import Press
from app.services.papers.service import PaperService
from app.services.papers.stamp import Stamp
from app.services.plans import plan_in
from app.services.settings import PHONE, SettingsService
from app.services.status_late import find_late
from app.services.workflow.facts import Signer
from tests.services.papers.conftest import squeeze
from tests.services.towns import ACTOR, VOTES, Town, citizen, found

POSTED = {"place": "村务公开栏、二组", "from_on": "2020-04-08", "to_on": "2020-04-13"}
TWO = (Signer("张支书", "红星村"), Signer("王测", "石门镇"))
NUMBER = citizen(77)
PLAIN = Rules()


@pytest.fixture
def town(database: Database) -> Town:
    made = found(Ledger(database, derive=derived.refresh), preset="2021-2025")
    made.bring_to("evaluated")
    return made


def posted(town: Town) -> NoticeService:
    outcome = town.act("post_notice", (4, 8), **POSTED)
    assert outcome.refused == ()
    return NoticeService(town.ledger)


def printed(town: Town, kind: str, out: Path, day: date = date(2020, 4, 8)) -> str:
    PaperService(town.ledger).print(kind, out, actor=ACTOR, today=day)
    return squeeze("".join(page.extract_text() for page in pypdf.PdfReader(out).pages))


def page_of(press: Press, text: str, *cells: str, width: int = 6) -> list[PageText]:
    """A notice with this sentence, and a table with narrow cells, read back from the finished page."""
    table = ListData(
        "", (ListColumn("姓名", 6), *(ListColumn("备注", width) for _ in cells)), (ListRow(("测甲", *cells)),)
    )
    data = LetterData("红星村公示", "", (LetterPart(text, table=table),), "红星村村民委员会", date(2020, 4, 8))
    batch = press.open(title="公示")
    batch.add(kinds()["clearing_notice"].lay_out(data), Stamp("abc", "打印 2020-04-08 10:00"))
    return read_pages(BytesIO(batch.finish().content))  # type: ignore[arg-type]


def kinds_on(pages: list[PageText], rules: Rules = PLAIN) -> set[LeakKind]:
    return {leak.kind for leak in find_leaks(pages, rules)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"测甲{NUMBER}", LeakKind.ID_NUMBER),
        ("测甲" + " ".join(NUMBER), LeakKind.ID_NUMBER),
        (f"测甲{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}", LeakKind.ID_NUMBER),
        ("".join(chr(ord(c) + 0xFEE0) for c in NUMBER), LeakKind.ID_NUMBER),
        ("测甲519999700501001", LeakKind.ID_NUMBER),
        ("测甲5199**********0012", LeakKind.MASKED_ID),
        ("测甲" + "*" * 16 + "12", LeakKind.MASKED_ID),
        ("电话13800000000", LeakKind.PHONE),
        ("138 0000 0000", LeakKind.PHONE),
        ("0830-1234567", LeakKind.PHONE),
        ("联系电话：2234567", LeakKind.PHONE),
        ("账号6217 0000 0000 0000 000", LeakKind.ACCOUNT),
        ("5199 9919 7005 0100 1143", LeakKind.CERTIFICATE),
        ("患尿毒症", LeakKind.ILLNESS),
        ("二级残疾", LeakKind.DISABILITY),
        ("因病", LeakKind.RISK),
    ],
)
def test_what_must_not_hang_is_found_on_the_finished_page(press: Press, text: str, kind: LeakKind) -> None:
    assert kind in kinds_on(page_of(press, f"拟将下列农户纳入：{text}。"))
    assert kind in kinds_on(page_of(press, "拟将下列农户纳入。", text, "其他", width=4)), "in a narrow cell"


def test_a_number_in_two_cells_is_found(press: Press) -> None:
    assert LeakKind.ID_NUMBER in kinds_on(page_of(press, "公示。", NUMBER[:9], NUMBER[9:], width=12))


def test_an_innocent_notice_passes(press: Press) -> None:
    text = "按照2021年方案，公示时间：2020-04-08 至 2020-04-13，共 12 户 35 人，人均纯收入低于6,000元"
    assert kinds_on(page_of(press, text, "3", "边缘易致贫户")) == set()


def test_the_offices_own_phone_and_a_permitted_tail_may_stand(press: Press) -> None:
    rules = Rules(phones=("0830-1234567",), shows_id_tail=True, shows_risk=True)
    pages = page_of(press, f"电话0830-1234567，证件{'*' * 16}12，因病")
    assert kinds_on(pages, rules) == set()
    assert kinds_on(page_of(press, f"证件{'*' * 15}112"), rules) == {LeakKind.MASKED_ID}


def test_a_number_over_two_pages_is_named_with_the_later() -> None:
    pages = [PageText(f"公示 {NUMBER[:10]}"), PageText(f"{NUMBER[10:]} 公示")]
    assert Leak(2, LeakKind.ID_NUMBER) in find_leaks(pages, Rules())


def test_the_notice_says_what_its_whitelist_has_and_no_more(town: Town, tmp_path: Path) -> None:
    posted(town)
    text = printed(town, "public_notice", tmp_path / "公示.pdf")
    for word in (
        "测乙子",
        "测丙子",
        "边缘易致贫户",
        "村务公开栏、二组",
        "2020年4月8日至2020年4月13日",
        "红星村村民委员会",
    ):
        assert word in text
    for secret in (citizen(10), "0830", "因病", *town.codes):
        assert secret not in text


def test_the_office_may_show_the_main_risk_and_the_last_two_characters(town: Town, tmp_path: Path) -> None:
    settings = SettingsService(town.ledger)
    for key, value in ((PHONE, "0830-7654321"), (SHOWS_RISK, True), (SHOWS_ID_TAIL, True)):
        settings.put(key, value, actor=ACTOR, today=date(2020, 4, 8))
    posted(town)
    text = printed(town, "public_notice", tmp_path / "公示.pdf")
    assert "因病" in text
    assert "*" * 16 + citizen(10)[-2:] in text
    assert "0830-7654321" in text


@pytest.mark.parametrize(
    ("name", "code"), [("测" + NUMBER, "身份证号码"), ("测甲13800000000", "电话号码"), ("测甲（残疾）", "残疾情况")]
)
def test_a_leaking_notice_is_neither_posted_nor_printed(town: Town, tmp_path: Path, name: str, code: str) -> None:
    with town.ledger.transaction("test.planted", actor=ACTOR, today=date(2020, 4, 8)) as tx:
        person = tx.session.query(Person).filter_by(name="测乙子").one()
        person.name = name
    out = tmp_path / "公示.pdf"
    out.write_bytes(b"an earlier file")
    with pytest.raises(Refused) as printing:
        PaperService(town.ledger).print("public_notice", out, actor=ACTOR, today=date(2020, 4, 8))
    with pytest.raises(Refused) as posting:
        town.act("post_notice", (4, 8), **POSTED)
    for refusal in (printing.value, posting.value):
        assert code in {str(reason.values["kind"]) for reason in refusal.reasons}
        assert {reason.values["page"] for reason in refusal.reasons} == {1}
        assert name not in str(refusal.reasons)
    assert out.read_bytes() == b"an earlier file"
    assert not any(row.kind == "public_notice" for row in PaperService(town.ledger).snapshots())


def test_an_illness_that_the_ledger_knows_by_name_is_found(town: Town, tmp_path: Path) -> None:
    from tests import factories as make

    with town.ledger.transaction("test.planted", actor=ACTOR, today=date(2020, 4, 8)) as tx:
        person = tx.session.query(Person).filter_by(name="测乙子").one()
        make.person_fact(tx, person, health="法布雷综合征")
        person.name = "测乙子（法布雷综合征）"
    with pytest.raises(Refused, match="leak"):
        PaperService(town.ledger).print("public_notice", tmp_path / "a.pdf", actor=ACTOR, today=date(2020, 4, 8))


def test_too_short_a_notice_and_one_before_its_end_are_refused(town: Town) -> None:
    short = town.act("post_notice", (4, 8), **{**POSTED, "to_on": "2020-04-12"})
    assert {reason.code for refused in short.refused for reason in refused.reasons} == {"notice.too_short"}
    posted(town)
    early = town.act("close_notice", (4, 13), receipt="照片1")
    assert {reason.code for refused in early.refused for reason in refused.reasons} == {"notice.days_not_over"}
    assert town.act("close_notice", (4, 14), receipt="照片1").refused == ()


def test_objections_hold_up_the_end_and_a_founded_one_leads_back_to_the_visit(town: Town, tmp_path: Path) -> None:
    service = posted(town)
    first, second = town.codes
    day = date(2020, 4, 10)
    numbers = [
        service.object(
            NewObjection(household_code=code, content="有商品房", received_on=day, objector=who), actor=ACTOR, today=day
        )
        for code, who in ((first, ""), (second, "测邻居"))
    ]
    refused = town.act("close_notice", (4, 14), receipt="照片1").refused
    assert {reason.code for one in refused for reason in one.reasons} == {"notice.open_objections"}
    with pytest.raises(Refused, match="two_inquirers"):
        service.inquire(
            numbers[0], Inquiry(finding="查无", founded=False, on=day, signers=TWO[:1]), actor=ACTOR, today=day
        )
    service.inquire(
        numbers[0], Inquiry(finding="查无", founded=False, on=day, signers=TWO, told_on=day), actor=ACTOR, today=day
    )
    service.inquire(numbers[1], Inquiry(finding="县城有房", founded=True, on=day, signers=TWO), actor=ACTOR, today=day)
    assert [(row.number, row.founded, row.objector) for row in service.objections()] == [
        (numbers[0], False, ""),
        (numbers[1], True, "测邻居"),
    ]
    assert town.act("close_notice", (4, 14), first, receipt="照片1").refused == ()
    text = printed(town, "objection_inquiry", tmp_path / "核查表.pdf", day)
    for word in ("有商品房", "县城有房", "不具名", "测邻居", "张支书", "☑异议成立"):
        assert word in text
    account = printed(town, "notice_account", tmp_path / "说明.pdf", date(2020, 4, 14))
    assert "收到异议1条，由两人核查：不成立1条。" in account
    assert "照片1" in account
    # evaluated and posted once more, then both go to the district
    assert town.act("evaluate", (4, 11), second, **VOTES).refused == ()
    again = {**POSTED, "from_on": "2020-04-11", "to_on": "2020-04-16"}
    assert town.act("post_notice", (4, 11), second, **again).refused == ()
    assert town.act("close_notice", (4, 17), second, receipt="照片2").refused == ()
    reported = town.act("report_district", (4, 17), list_no="石振兴〔2020〕1号")
    assert [done.state for done in reported.done] == [CaseState.REPORTED_TO_DISTRICT] * 2


def test_receipts_days_and_take_down(town: Town) -> None:
    service = posted(town)
    (row,) = service.notices()
    assert (row.village, row.places, row.days, row.closes_from) == (
        "红星村",
        ("村务公开栏", "二组"),
        5,
        date(2020, 4, 14),
    )
    assert [row.day(date(2020, 4, day)) for day in (8, 9, 13, 20)] == [0, 1, 5, 5]

    def mark(kind: MarkKind, place: str, day: int, receipt: str = "") -> None:
        on = date(2020, 4, day)
        service.mark(row.number, kind=kind, place=place, on=on, person="李主任", receipt=receipt, actor=ACTOR, today=on)

    with pytest.raises(Refused, match="receipt_missing"):
        mark(MarkKind.POSTED, "二组", 8)
    mark(MarkKind.POSTED, "二组", 8, "照片.jpg")
    with pytest.raises(Refused, match="days_not_over"):
        mark(MarkKind.TAKEN_DOWN, "二组", 13)
    mark(MarkKind.TAKEN_DOWN, "二组", 14)
    assert late(town, date(2020, 4, 14)) == {"notice_hanging": ["红星村"], "notice_over": list(town.codes)}
    mark(MarkKind.TAKEN_DOWN, "村务公开栏", 15)
    assert "notice_hanging" not in late(town, date(2020, 4, 15))


def late(town: Town, today: date) -> dict[str, list[str]]:
    with town.ledger.reading() as session:
        found = find_late(session, plan_in(session, day=today), today)
    return {one.kind: sorted(one.items) for one in found if one.kind.startswith("notice")}


def test_an_objection_after_the_notice_leads_to_a_revisit(town: Town) -> None:
    service = posted(town)
    assert town.act("close_notice", (4, 14), receipt="照片1").refused == ()
    day = date(2020, 4, 15)
    given = NewObjection(household_code=town.codes[0], content="有轿车", received_on=day)
    number = service.object(given, actor=ACTOR, today=day)
    service.inquire(number, Inquiry(finding="有轿车", founded=True, on=day, signers=TWO), actor=ACTOR, today=day)
    assert town.act("report_district", (4, 15), list_no="1号").done[0].household_code == town.codes[1]


def test_an_open_objection_is_counted_and_needs_a_posted_notice(town: Town) -> None:
    day = date(2020, 4, 8)
    given = NewObjection(household_code=town.codes[0], content="有轿车", received_on=day)
    with pytest.raises(Refused, match="not_posted"):
        NoticeService(town.ledger).object(given, actor=ACTOR, today=day)
    service = posted(town)
    service.object(given, actor=ACTOR, today=day)
    assert [row.open_objections for row in service.notices()] == [1]
    assert len(service.objections(open_only=True)) == 1
