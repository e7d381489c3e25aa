"""Requests, result files of departments, both balances, and the desk, on a real ledger and real files."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.cross_check import CrossCheckBatch, CrossCheckItem, CrossCheckRow
from app.models.enums import CaseState, CrossCheckTopic
from app.models.household import Household, Person
from app.services import audit, derived
from app.services.cross_check.by_hand import HandAnswer
from app.services.cross_check.desk import next_action
from app.services.cross_check.matching import Asked, place
from app.services.cross_check.reading import ResultRow
from app.services.cross_check.requests import Exemption, id_problem
from app.services.cross_check.service import CrossCheckService
from app.services.cross_check.words import Bucket, ItemConclusion, ItemOutcome, parse_topics, read_verdict, topic_in
from app.services.errors import NotFound, Refused
from app.services.id_number import keys_of
from app.services.imports.batches import ImportBooks
from app.services.ledger import Ledger
from app.services.names import same_name
from app.services.wording import known_codes
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 3, 22)
ANSWERED = date(2020, 3, 23)
TWO = (Signer("王测", "石门镇"), Signer("李核", "石门镇"))
ALL = tuple(CrossCheckTopic)
HEADER = ["姓名", "身份证号", "比对项目", "结果", "疑点说明"]


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger)


@pytest.fixture
def check(ledger):
    return CrossCheckService(ledger)


@pytest.fixture
def asked(town, check):
    """Two households of two members, asked five items each: 20 in all."""
    town.bring_to("reported_by_village")
    requested = check.request(town.codes, list_no="石1号", on=DAY, actor=ACTOR, today=DAY)
    assert requested.outcome.refused == ()
    assert (requested.batch_number, requested.new_items) == (1, 20)
    return requested


def _people(ledger):
    with ledger.reading() as session:
        return session.execute(select(Person.name, Person.id_number).order_by(Person.id)).all()


def _file(path, rows, header=HEADER):
    book = Workbook()
    sheet = book.active
    sheet.append(["信息比对结果反馈表"])
    for row in (header, *rows):
        sheet.append(row)
    book.save(path)
    return path


def _import(check, *paths, today=ANSWERED, **options):
    return check.import_results(list(paths), actor=ACTOR, today=today, **options)


def _items(ledger, **where):
    with ledger.reading() as session:
        return session.scalars(select(CrossCheckItem).filter_by(**where).order_by(CrossCheckItem.id)).all()


# ---- words, pure


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (None, None),
        ("  ", None),
        ("clear", ItemOutcome.CLEAR),
        ("suspect", ItemOutcome.SUSPECT),
        ("经查，名下无房产", ItemOutcome.CLEAR),
        ("未查询到相关车辆登记信息", ItemOutcome.CLEAR),
        ("无任何社保记录。", ItemOutcome.CLEAR),
        ("无证经营小卖部", ItemOutcome.SUSPECT),
        ("名下有小型汽车1辆", ItemOutcome.SUSPECT),
        ("无房产，有车辆1台", ItemOutcome.SUSPECT),
    ],
)
def test_a_result_in_free_words_is_clear_only_when_it_says_nothing_else(text, verdict):
    assert read_verdict(text) is verdict


def test_items_are_found_by_the_words_of_departments():
    assert parse_topics(["住房", "vehicle", "财政供养人员", "住房"]) == (
        CrossCheckTopic.HOUSING,
        CrossCheckTopic.VEHICLE,
        CrossCheckTopic.PUBLIC_OFFICE,
    )
    with pytest.raises(Refused, match=r"cross_check\.topic_unknown"):
        parse_topics(["彩礼"])
    assert topic_in("2020年3月机动车登记比对结果") is CrossCheckTopic.VEHICLE
    assert topic_in("房产和车辆") is None


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (citizen(1), None),
        (None, "missing"),
        ("519999700501001", "old_number"),
        ("5199991970050100", "wrong_length"),
        (citizen(1)[:17] + ("1" if citizen(1)[17] != "1" else "2"), "wrong_check_digit"),
        (citizen(1) + "41", None),
    ],
)
def test_a_number_is_usable_or_says_why_not(number, why):
    assert id_problem(number) == why


def test_the_row_that_not_qualified_leads_to_depends_on_the_state():
    expected = {
        CaseState.CROSS_CHECKING: "exclude_cross_check",
        CaseState.LISTED: "exclude_cross_check",
        CaseState.VISITED: "require_revisit",
        CaseState.EVALUATED: "require_revisit",
        CaseState.REPORTED_TO_DISTRICT: "recall",
        CaseState.APPROVED: "remove",
        CaseState.MONITORED: "remove",
        None: None,
    }
    assert {state: next_action(state) for state in expected} == expected


def _asked(item_id, name, number, topic=CrossCheckTopic.VEHICLE, outcome=ItemOutcome.UNANSWERED, details="", batch=1):
    return Asked(item_id, batch, item_id, name, number, topic, outcome, details)


def _row(row, name, number, verdict=ItemOutcome.SUSPECT, topic=CrossCheckTopic.VEHICLE, **more):
    values = {
        "file": "f",
        "sheet": "s",
        "row": row,
        "name": name,
        "id_number": number,
        "topic": topic,
        "verdict": verdict,
        "result": "",
        "details": "",
        "unit": "",
        "answered_on": None,
        "was_repaired": False,
    }
    return ResultRow(**{**values, **more})


def test_every_row_is_in_exactly_one_bucket():
    one, two = citizen(1), citizen(2)
    asked = [
        _asked(1, "测甲", one),
        _asked(2, "阿依·古丽", two),
        _asked(3, "老号", "519999700501021"),
        _asked(4, "旧答", citizen(4), outcome=ItemOutcome.SUSPECT, details="车牌号：川A1"),
    ]
    rows = [
        _row(1, "测甲", one, ItemOutcome.CLEAR),
        _row(2, "测甲", one),  # the doubt decides, the 无 before it is the duplicate
        _row(3, "阿依•古丽", two),
        _row(4, "测甲", one, was_repaired=True),
        _row(5, "测乙", citizen(4)),
        _row(6, "测甲", citizen(9)),
        _row(7, "测甲", one, problem="result_missing"),
        _row(8, "测甲", one, topic=CrossCheckTopic.HOUSING),
        _row(9, "老号", "51999919700501021" + _check("51999919700501021")),
        _row(10, "旧答", citizen(4), details="车牌号：川A1"),
        _row(11, "", one + "41"),
    ]
    placed = place(rows, asked)
    assert [entry.bucket.value for entry in placed] == [
        "duplicate",
        "matched",
        "repaired",
        "duplicate",
        "name_differs",
        "not_found",
        "malformed",
        "malformed",
        "repaired",
        "duplicate",
        "duplicate",
    ]
    assert [entry.problem for entry in placed][6:8] == ["result_missing", "topic_not_requested"]
    assert all(f"cross_check_row.{entry.problem}" in known_codes() for entry in placed if entry.problem)


def _check(first_17):
    from app.services.id_number import check_digit

    return check_digit(first_17)


def test_names_and_numbers_are_compared_as_people_read_them():
    assert same_name("阿依 · 古丽", "阿依•古丽")
    assert not same_name("张三", "张叁")
    assert len(keys_of("519999700501001")) == 2


def test_two_persons_under_one_number_are_told_apart_by_name():
    asked = [_asked(1, "测甲", citizen(1)), _asked(2, "测乙", citizen(1))]
    (placed,) = place([_row(1, "测乙", citizen(1))], asked)
    assert [item.item_id for item in placed.items] == [2]


def test_a_late_request_of_the_same_person_waits_for_the_answer():
    asked = [
        _asked(1, "测甲", citizen(1), outcome=ItemOutcome.CLEAR),
        Asked(9, 2, 1, "测甲", citizen(1), CrossCheckTopic.VEHICLE, ItemOutcome.UNANSWERED, ""),
    ]
    (placed,) = place([_row(1, "测甲", citizen(1))], asked)
    assert [item.item_id for item in placed.items] == [9]


# ---- request


def test_a_request_asks_every_living_member_all_items(asked, check, ledger, town):
    (batch,) = check.batches(today=DAY)
    assert (batch.list_no, batch.households, batch.persons, batch.topics) == ("石1号", 2, 4, ALL)
    assert (batch.balance.requested, batch.balance.unanswered, batch.due_on) == (20, 20, date(2020, 3, 23))
    assert {row.household_code for row in asked.outcome.done} == set(town.codes)
    waiting = check.unanswered(today=DAY)
    assert [(home.count, set(home.topics)) for home in waiting] == [(10, set(ALL))] * 2


def test_an_unusable_number_is_named_and_may_be_exempt_with_a_reason(town, check, ledger, actor, today):
    town.bring_to("reported_by_village")
    first, second = town.codes
    with ledger.transaction("test.baby", actor=actor, today=today) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == first)).one()
        make.member(tx, home, name="测婴", relation="之女", id_number=None, born_on=date(2020, 1, 5))
    (unusable,) = check.unusable(town.codes)
    assert (unusable.household_code, unusable.name, unusable.why) == (first, "测婴", "missing")
    refused = check.request(town.codes, list_no="石1号", on=DAY, actor=ACTOR, today=DAY)
    assert {r.household_code: [x.code for x in r.reasons] for r in refused.outcome.refused} == {
        first: ["case.id_unusable"]
    }
    assert refused.new_items == 10
    with pytest.raises(Refused, match=r"exempt_reason_missing"):
        check.request(
            [first], list_no="石1号", on=DAY, exemptions=[Exemption(first, " ", name="测婴")], actor=ACTOR, today=DAY
        )
    with pytest.raises(Refused, match=r"member_not_found"):
        check.request(
            [first], list_no="石1号", on=DAY, exemptions=[Exemption(first, "无", name="无名")], actor=ACTOR, today=DAY
        )
    exempt = Exemption(first, "未上户口", name="测婴")
    done = check.request([first], list_no="石1号", on=DAY, exemptions=[exempt], actor=ACTOR, today=DAY)
    assert done.outcome.refused == ()
    assert (done.batch_number, done.new_items) == (1, 15)
    balance = check.balance(today=DAY)
    assert all((b.exempt, b.unanswered, b.requested) == (1, 4, 5) for b in balance.values())
    assert second in {row.household.code for row in check.asked(1, today=DAY)}


def test_a_refused_household_leaves_no_exempt_items(town, check, ledger):
    town.bring_to("proposed", town.codes[0])
    exempt = Exemption(town.codes[0], "未上户口", name="测乙子")
    result = check.request(town.codes, list_no="石1号", on=DAY, exemptions=[exempt], actor=ACTOR, today=DAY)
    assert result.batch_number is None
    assert {r.household_code for r in result.outcome.refused} == set(town.codes)
    assert _items(ledger) == []
    with ledger.reading() as session:
        assert session.scalars(select(CrossCheckBatch)).all() == []
    with pytest.raises(Refused, match=r"list_no_missing"):
        check.request(town.codes, list_no=" ", on=DAY, actor=ACTOR, today=DAY)


def test_a_member_who_joins_later_is_asked_about_in_a_supplement(asked, check, town, ledger, actor, today):
    with ledger.transaction("test.bride", actor=actor, today=today) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == town.codes[0])).one()
        make.member(tx, home, name="测媳", relation="之儿媳", id_number=citizen(500))
    more = check.request(town.codes, list_no="石1号", on=ANSWERED, actor=ACTOR, today=ANSWERED)
    assert (more.batch_number, more.new_items) == (1, 5)
    assert [[r.code for r in refused.reasons] for refused in more.outcome.refused] == [["cross_check.asked_already"]]


def test_the_request_leaves_as_a_workbook_that_comes_back(asked, check, tmp_path, ledger):
    path = tmp_path / "比对申请.xlsx"
    assert check.export_request(path, actor=ACTOR, today=DAY) == 20
    sheet = load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(i for i, row in enumerate(rows) if row[0] == "序号")
    titles = list(rows[top])
    body = [dict(zip(titles, row, strict=True)) for row in rows[top + 1 :] if isinstance(row[0], int)]
    assert len(body) == 20
    assert Counter(row["比对项目"] for row in body) == {topic.label: 4 for topic in ALL}
    assert {row["身份证号"] for row in body} == {number for _, number in _people(ledger)}
    only = tmp_path / "车管.xlsx"
    assert check.export_request(only, actor=ACTOR, today=DAY, topics=[CrossCheckTopic.VEHICLE]) == 4
    with ledger.reading() as session:
        told = session.scalars(select(AuditEntry.body).where(AuditEntry.action == "list.export")).all()
    details = [json.loads(body)["details"] for body in told]
    assert [(d["kind"], d["rows"], d["whole_ids"]) for d in details] == [
        ("cross_check_request", 20, True),
        ("cross_check_request", 4, True),
    ]
    # The department fills it in and sends it back as it is.
    book = load_workbook(path)
    sheet = book.worksheets[0]
    place_of = titles.index("结果") + 1
    for number in range(top + 2, top + 2 + 20):
        sheet.cell(number, place_of, "无")
    sheet.cell(top + 2, place_of, "疑似")
    sheet.cell(top + 2, place_of + 1, "县城有商品房")
    book.save(path)
    result = _import(check, path)
    assert result.rows[Bucket.MATCHED] == result.total_rows == 20
    assert (result.items.clear, result.items.suspect, result.items.unanswered) == (19, 1, 0)
    with pytest.raises(NotFound):
        check.export_request(path, actor=ACTOR, today=DAY, batch_number=9)


# ---- results


def test_both_balances_add_up(asked, check, ledger, tmp_path):
    people = _people(ledger)
    (name, number), (other, other_number) = people[0], people[1]
    rows = [
        [name, number, "购车", "疑似", "小型汽车1辆"],
        [name, f" {number.lower()}\u00a0", "住房", "无", ""],
        [name, number, "购车", "疑似", "小型汽车1辆"],
        ["改名人", other_number, "社保", "有", "职工养老"],
        ["陌生人", citizen(800), "住房", "无", ""],
        [other, None, "住房", "无", ""],
        [other, int(other_number[:17] + "0") if other_number[17] == "X" else int(other_number), "住房", "无", ""],
        [other, other_number, "彩礼", "无", ""],
        [other, other_number, "经商", "", ""],
        [other, other_number, "公职人员", "经查名下无相关信息", ""],
    ]
    result = _import(check, _file(tmp_path / "结果.xlsx", rows))
    assert {bucket.value: count for bucket, count in result.rows.items()} == {
        "matched": 2,
        "repaired": 1,
        "name_differs": 1,
        "not_found": 1,
        "duplicate": 1,
        "malformed": 4,
    }
    assert result.total_rows == len(rows)
    items = result.items
    assert (items.clear, items.suspect, items.unanswered, items.exempt) == (2, 1, 17, 0)
    assert items.requested == 20
    assert {row: problem for _, _, row, _, problem in result.problems} == {
        5: "said_twice",
        6: "name_differs",
        7: "not_requested",
        8: "id_missing",
        9: "precision_lost",
        10: "topic_unknown",
        11: "result_missing",
    }
    with ledger.reading() as session:
        stored = Counter(session.scalars(select(CrossCheckRow.bucket)))
        assert audit.verify(session).is_good
    assert stored == {bucket.value: count for bucket, count in result.rows.items() if count}


def test_a_second_return_changes_nothing(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    path = _file(tmp_path / "结果.xlsx", [[name, number, "购车", "疑似", "汽车"], [name, number, "住房", "无", ""]])
    first = _import(check, path)
    before = [(item.outcome, item.details) for item in _items(ledger)]
    again = _import(check, path)
    assert again.rows[Bucket.DUPLICATE] == 2
    assert again.items == first.items
    assert [(item.outcome, item.details) for item in _items(ledger)] == before


def test_a_dry_run_places_the_rows_and_writes_nothing(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    path = _file(tmp_path / "结果.xlsx", [[name, number, "购车", "疑似", "汽车"]])
    with ledger.reading() as session:
        before = audit.head(session)
    result = _import(check, path, dry_run=True)
    assert (result.import_batch, result.rows[Bucket.MATCHED], result.items.suspect) == (None, 1, 0)
    with ledger.reading() as session:
        assert audit.head(session) == before


def test_a_departments_own_list_of_hits_needs_no_result_column(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    path = tmp_path / "机动车登记信息.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(
            [
                ["车主姓名", "身份证号码", "车牌号", "品牌型号", "登记日期"],
                [name, f'="{number}"', "川E12345", "五菱", "2018-05-06"],
                [name, f'="{number}"', "川E99999", "长安", "2019-01-02"],
            ]
        )
    result = _import(check, path, hits_only=True, batch_number=1, topics=[CrossCheckTopic.VEHICLE])
    assert (result.rows[Bucket.REPAIRED], result.rows[Bucket.DUPLICATE], result.by_silence) == (1, 1, 3)
    vehicle = result.by_topic[CrossCheckTopic.VEHICLE]
    assert (vehicle.suspect, vehicle.clear, vehicle.unanswered) == (1, 3, 0)
    assert result.items.unanswered == 16
    (hit,) = check.hits(today=ANSWERED)
    assert "川E12345" in hit.details
    assert "川E99999" in hit.details


def test_silence_counts_only_when_batch_and_items_are_named(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    path = _file(tmp_path / "疑似.xlsx", [[name, number, "购车", "疑似", "汽车"]])
    for options in ({}, {"batch_number": 1}, {"topics": ALL}):
        with pytest.raises(Refused, match=r"cross_check\.coverage_missing"):
            _import(check, path, hits_only=True, **options)
    assert _import(check, path).items.unanswered == 19
    result = _import(check, path, hits_only=True, batch_number=1, topics=[CrossCheckTopic.VEHICLE])
    assert (result.by_silence, result.items.unanswered) == (3, 16)
    with pytest.raises(NotFound):
        _import(check, path, batch_number=7)


def test_nobody_is_cleared_by_silence_while_a_row_of_his_name_is_unplaced(asked, check, ledger, tmp_path):
    people = _people(ledger)
    rows = [
        ["换名人", people[0].id_number, "购车", "疑似", "汽车"],
        [people[1].name, citizen(801), "购车", "疑似", "汽车"],
    ]
    path = _file(tmp_path / "疑似.xlsx", rows)
    result = _import(check, path, hits_only=True, batch_number=1, topics=[CrossCheckTopic.VEHICLE])
    assert (result.held_back, result.by_silence) == (2, 2)
    assert result.by_topic[CrossCheckTopic.VEHICLE].unanswered == 2


def test_an_empty_list_of_hits_clears_everybody_it_covers(asked, check, tmp_path):
    path = _file(tmp_path / "无疑似.xlsx", [])
    result = _import(check, path, hits_only=True, batch_number=1, topics=ALL)
    assert (result.total_rows, result.by_silence, result.items.clear) == (0, 20, 20)
    with pytest.raises(Refused, match=r"cross_check\.no_rows"):
        _import(check, path)


def test_a_row_of_another_name_is_settled_by_a_person(asked, check, ledger, tmp_path):
    people = _people(ledger)
    rows = [["曾用名", people[0].id_number, "购车", "疑似", "汽车"], ["别人", people[1].id_number, "购车", "无", ""]]
    result = _import(check, _file(tmp_path / "结果.xlsx", rows))
    first, second = check.rows(result.import_batch, bucket=Bucket.NAME_DIFFERS)
    with pytest.raises(Refused, match=r"settle_reason_missing"):
        check.settle_row(first.id, accept=True, reason="", actor=ACTOR, today=ANSWERED)
    check.settle_row(first.id, accept=True, reason="曾用名，户口簿可证", actor=ACTOR, today=ANSWERED)
    check.settle_row(second.id, accept=False, reason="同号错录", actor=ACTOR, today=ANSWERED)
    balance = check.balance(today=ANSWERED)[CrossCheckTopic.VEHICLE]
    assert (balance.suspect, balance.unanswered) == (1, 3)
    (hit,) = check.hits(today=ANSWERED)
    assert "曾用名" in hit.details
    assert [row.bucket for row in check.rows(result.import_batch)] == [Bucket.REPAIRED, Bucket.NOT_FOUND]
    with pytest.raises(Refused, match=r"row_settled"):
        check.settle_row(first.id, accept=False, reason="x", actor=ACTOR, today=ANSWERED)
    with pytest.raises(NotFound):
        check.settle_row(999, accept=False, reason="x", actor=ACTOR, today=ANSWERED)


def test_results_before_any_request_are_told_what_is_missing(town, check, tmp_path):
    path = _file(tmp_path / "结果.xlsx", [["测甲", citizen(1), "购车", "无", ""]])
    with pytest.raises(Refused, match=r"cross_check\.nothing_requested"):
        _import(check, path)


def test_a_late_hit_lands_in_any_state_and_blocks_the_next_steps(asked, check, town, ledger, tmp_path):
    town.answer_all()
    check.close(town.codes, on=ANSWERED, actor=ACTOR, today=ANSWERED)
    town.act("confirm_list", (3, 24), list_no="区1号", list_on="2020-03-24")
    (name, number) = _people(ledger)[0]
    late = date(2020, 3, 27)
    _import(check, _file(tmp_path / "迟到.xlsx", [[name, number, "住房", "疑似", "县城住房"]]), today=late)
    (hit,) = check.open_suspects(today=late)
    assert (hit.case_state, hit.conclusion, hit.next_action) == (CaseState.LISTED, None, None)
    concluded = check.conclude(
        hit.item_id,
        ItemConclusion.NOT_QUALIFIED,
        verifiers=TWO,
        verification="入户核实属实",
        evidence="不动产查询单",
        on=late,
        actor=ACTOR,
        today=late,
    )
    assert concluded.next_action == "exclude_cross_check"
    assert check.open_suspects(today=late) == ()
    outcome = town.act("exclude_cross_check", (3, 27), hit.household.code, item="housing", evidence="不动产查询单")
    assert outcome.done[0].state is CaseState.NOT_INCLUDED


# ---- desk


def test_a_doubt_is_concluded_by_two_with_evidence(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    _import(check, _file(tmp_path / "结果.xlsx", [[name, number, "购车", "疑似", "汽车"]]))
    (hit,) = check.hits(today=ANSWERED)
    assert (hit.name, hit.relation, hit.topic, hit.others, hit.net_per_head_fen) == (
        name,
        "户主",
        CrossCheckTopic.VEHICLE,
        0,
        450_000,
    )
    good = {"verifiers": TWO, "verification": "车辆已报废", "evidence": "注销证明", "on": ANSWERED}
    for changes, code in (
        ({"verifiers": TWO[:1]}, "cross_check.two_verifiers"),
        ({"verifiers": (TWO[0], Signer("王测", "别处"))}, "cross_check.two_verifiers"),
        ({"evidence": " "}, "cross_check.evidence_missing"),
        ({"on": date(2020, 3, 24)}, "cross_check.future"),
        ({"on": DAY}, "cross_check.before_answer"),
    ):
        with pytest.raises(Refused) as refused:
            check.conclude(hit.item_id, ItemConclusion.NO_EFFECT, **{**good, **changes}, actor=ACTOR, today=ANSWERED)
        assert refused.value.codes == (code,)
    done = check.conclude(hit.item_id, ItemConclusion.NO_EFFECT, **good, actor=ACTOR, today=ANSWERED)
    assert (done.conclusion, done.verifiers, done.next_action) == (ItemConclusion.NO_EFFECT, TWO, None)
    with pytest.raises(Refused, match=r"already_concluded"):
        check.conclude(hit.item_id, ItemConclusion.NOT_QUALIFIED, **good, actor=ACTOR, today=ANSWERED)
    again = check.conclude(
        hit.item_id, ItemConclusion.NOT_QUALIFIED, **good, correction="新查到行驶证", actor=ACTOR, today=ANSWERED
    )
    assert again.conclusion is ItemConclusion.NOT_QUALIFIED
    assert "新查到行驶证" in again.verification
    clear = next(item for item in _items(ledger) if item.outcome == "unanswered")
    with pytest.raises(Refused, match=r"not_suspect"):
        check.conclude(clear.id, ItemConclusion.NO_EFFECT, **good, actor=ACTOR, today=ANSWERED)
    with pytest.raises(NotFound):
        check.conclude(9999, ItemConclusion.NO_EFFECT, **good, actor=ACTOR, today=ANSWERED)


def test_a_later_clear_answer_does_not_wipe_a_doubt_and_a_new_doubt_opens_it_again(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    _import(check, _file(tmp_path / "1.xlsx", [[name, number, "购车", "疑似", "汽车"]]))
    (hit,) = check.hits(today=ANSWERED)
    check.conclude(
        hit.item_id,
        ItemConclusion.NO_EFFECT,
        verifiers=TWO,
        verification="报废",
        evidence="证明",
        on=ANSWERED,
        actor=ACTOR,
        today=ANSWERED,
    )
    _import(check, _file(tmp_path / "2.xlsx", [[name, number, "购车", "无", ""]]))
    (hit,) = check.hits(today=ANSWERED)
    assert (hit.conclusion, "后续反馈：无疑点" in hit.details) == (ItemConclusion.NO_EFFECT, True)
    _import(check, _file(tmp_path / "3.xlsx", [[name, number, "购车", "疑似", "另一辆货车"]]))
    assert [hit.conclusion for hit in check.open_suspects(today=ANSWERED)] == [None]


def test_the_townships_own_half_is_typed_the_same_way(asked, check, town, ledger):
    name = _people(ledger)[0].name
    code = town.codes[0]

    def answer(outcome, details="", topic=CrossCheckTopic.BUSINESS, who=name):
        return HandAnswer(household_code=code, name=who, topic=topic, outcome=outcome, details=details)

    def save(*answers):
        return check.answer_by_hand(answers, by="镇政府", on=ANSWERED, actor=ACTOR, today=ANSWERED)

    with pytest.raises(Refused) as refused:
        save(
            answer(ItemOutcome.SUSPECT),
            answer(ItemOutcome.UNANSWERED),
            answer(ItemOutcome.CLEAR, who="无名"),
        )
    assert refused.value.codes == (
        "cross_check.details_missing",
        "cross_check.no_answer",
        "cross_check.not_asked",
    )
    save(answer(ItemOutcome.SUSPECT, "村口开小卖部"), answer(ItemOutcome.CLEAR, topic=CrossCheckTopic.HOUSING))
    balance = check.balance(today=ANSWERED, batch_number=1)
    assert balance[CrossCheckTopic.BUSINESS].suspect == 1
    assert balance[CrossCheckTopic.HOUSING].clear == 1
    with pytest.raises(Refused, match=r"suspect_needs_conclusion"):
        save(answer(ItemOutcome.CLEAR))
    save(answer(ItemOutcome.EXEMPT, "学龄前儿童", topic=CrossCheckTopic.SOCIAL_SECURITY))
    assert check.balance(today=ANSWERED)[CrossCheckTopic.SOCIAL_SECURITY].exempt == 1
    with pytest.raises(Refused, match=r"cross_check\.future"):
        check.answer_by_hand([], by="镇", on=date(2020, 3, 24), actor=ACTOR, today=ANSWERED)


def test_closing_takes_those_that_are_complete(asked, check, town, ledger):
    assert check.ready_to_close(today=ANSWERED) == ()
    refused = check.close(town.codes, on=ANSWERED, actor=ACTOR, today=ANSWERED)
    assert {r.household_code: [x.code for x in r.reasons] for r in refused.refused} == {
        code: ["cross_check.unanswered"] for code in town.codes
    }
    town.answer_all()
    assert {home.code for home in check.ready_to_close(today=ANSWERED)} == set(town.codes)
    done = check.close(town.codes, on=ANSWERED, verifiers=TWO, evidence="反馈表", actor=ACTOR, today=ANSWERED)
    assert {d.state for d in done.done} == {CaseState.CROSS_CHECKED}
    assert check.ready_to_close(today=ANSWERED) == ()
    assert check.unanswered(today=ANSWERED) == ()


def test_the_confirmed_list_says_who_still_waits(asked, check, town):
    first, second = town.codes
    town.act("list_before_result", (3, 24), first, reason="部门反馈未到，先行走访")
    town.answer_all()
    check.close([second], on=ANSWERED, actor=ACTOR, today=ANSWERED)
    town.act("confirm_list", (3, 24), second, list_no="区1号", list_on="2020-03-24")
    rows = {row.household.code: row for row in check.confirmed(today=ANSWERED, village_id=town.village.id)}
    assert (rows[first].remark, rows[second].remark, rows[second].list_no) == ("待比对", "", "区1号")
    check.close([first], on=date(2020, 3, 25), actor=ACTOR, today=date(2020, 3, 25))
    assert {row.remark for row in check.confirmed(today=ANSWERED)} == {""}


def test_the_import_can_be_undone_like_any_other(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    result = _import(check, _file(tmp_path / "结果.xlsx", [[name, number, "购车", "疑似", "汽车"]]))
    books = ImportBooks(ledger)
    (batch,) = books.batches()
    assert (batch.kind, batch.rows, batch.updated, batch.rejected) == ("cross-check", 1, 1, 0)
    assert books.undo(result.import_batch, actor=ACTOR, today=ANSWERED).left == ()
    assert check.hits(today=ANSWERED) == ()
    assert check.rows(result.import_batch) == ()
    assert check.balance(today=ANSWERED)[CrossCheckTopic.VEHICLE].unanswered == 4


def test_an_import_whose_hit_was_concluded_is_not_undone_over_the_head_of_the_two(asked, check, ledger, tmp_path):
    (name, number) = _people(ledger)[0]
    result = _import(check, _file(tmp_path / "结果.xlsx", [[name, number, "购车", "疑似", "汽车"]]))
    (hit,) = check.hits(today=ANSWERED)
    check.conclude(
        hit.item_id,
        ItemConclusion.NO_EFFECT,
        verifiers=TWO,
        verification="报废",
        evidence="证明",
        on=ANSWERED,
        actor=ACTOR,
        today=ANSWERED,
    )
    with pytest.raises(Refused, match=r"import\.touched_later"):
        ImportBooks(ledger).undo(result.import_batch, actor=ACTOR, today=ANSWERED)
