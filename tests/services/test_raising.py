"""Where alerts come from: departments' lists against thresholds, rules over the ledger, and the answers."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import compose
from app.models.enums import Gap, MonthlyFinding, MonthlyItem
from app.models.facts import MonitoringFact, WorkSpell
from app.models.household import Household, Membership
from app.services import plans
from app.services.errors import NotFound, Refused
from app.services.imports.service import ImportService
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.raising.answering import Marking
from app.services.raising.list_kinds import kind_of_word
from app.services.raising.records import OfferSource, OfferWay, RowState
from app.services.status_tasks import stage_tasks
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.files.making import csv_file, xlsx
from tests.services.towns import ACTOR, citizen, found

TODAY = date(2020, 5, 20)
FIRST, SECOND = "519999000001", "519999000002"  # 测乙子 and 测丙子, watched
EXITED, PLAIN = "519999000777", "519999000778"
TITLES = ["推送部门", "预警类型", "村", "姓名", "身份证号", "个人自付费用", "出院日期", "具体情况"]
SIGNED = (Signer("张支书", "红星村村委会"),)
MARKING = Marking(TODAY, SIGNED)


@pytest.fixture
def office(database):
    """Two 边缘户 that are watched, a 脱贫户 and an ordinary household that are not."""
    office = compose(database)
    town = found(office.ledger)
    with office.ledger.transaction("test.more", actor=ACTOR, today=TODAY) as tx:
        village = tx.session.get_one(type(town.village), town.village.id)
        for code, kind, name, number in ((EXITED, "exited", "测脱贫", 801), (PLAIN, "ordinary", "测平常", 802)):
            home = make.household(tx, in_village=village, code=code, household_type=kind)
            make.member(tx, home, name=name, id_number=citizen(number))
            make.member(tx, home, name=f"{name}妻", relation="配偶", id_number=citizen(number + 10))
    town.bring_to("monitored")
    return office


def push(office, path, *, today=TODAY):
    return ImportService(office.ledger).run("department-list", [path], actor=ACTOR, today=today)


def row(name, number, amount="", *, kind="住院", day="2020-05-06", text="", department="区医保局", village="红星村"):
    return [department, kind, village, name, number, amount, day, text]


def offered(office, *sources: OfferSource, today=TODAY):
    return office.raising.offers(today=today, sources=sources or tuple(OfferSource))


def home_of(tx, code: str) -> Household:
    return tx.session.query(Household).filter_by(code=code).one()


def head_of(tx, code: str) -> int:
    return tx.session.query(Membership).filter_by(household_id=home_of(tx, code).id, relation="户主").one().person_id


PLANTED = [
    row("测乙子", citizen(10), "5000", text="肺炎"),  # watched, at the threshold: offered as a mark
    row("测乙丑", citizen(11), "4999.99"),  # watched, below
    row("测脱贫", citizen(801), "6,000", text="骨折"),  # 脱贫户 above: a clue
    row("测平常妻", citizen(812), "19999"),  # another, below 20,000
    row("测平常", citizen(802), "20000"),  # another, at 20,000: a clue
    row("测丙丑", "", "9000"),  # without a number, by name and village
    row("测丙丑", "", "9000", village=""),  # a name alone is nobody
    row("无此人", citizen(990), "50000"),
    row("张冠李戴", citizen(20), "50000"),  # somebody else's number
    row("测丙子", citizen(20), ""),  # no amount: neither above nor below
    row("测丙子", citizen(20), "600", kind="门诊"),  # another kind, another threshold
]


def planted(tmp_path):
    return xlsx(tmp_path / "医保推送 2020年5月.xlsx", [TITLES, *PLANTED])


def test_planted_rows_are_judged_by_the_threshold_of_who_they_are(office, tmp_path):
    result = push(office, planted(tmp_path))
    assert (result.entries.created, result.rejected) == (len(PLANTED), ())
    assert dict(result.question_counts) == {"push_not_found": 2, "push_name_differs": 1}
    rows = {(r.name, r.amount_fen, r.village): r for r in office.raising.rows(today=TODAY)}
    states = {key: r.state for key, r in rows.items()}
    assert states == {
        ("测乙子", 500_000, "红星村"): RowState.OFFERED,
        ("测乙丑", 499_999, "红星村"): RowState.BELOW,
        ("测脱贫", 600_000, "红星村"): RowState.OFFERED,
        ("测平常妻", 1_999_900, "红星村"): RowState.BELOW,
        ("测平常", 2_000_000, "红星村"): RowState.OFFERED,
        ("测丙丑", 900_000, "红星村"): RowState.OFFERED,
        ("测丙丑", 900_000, ""): RowState.UNMATCHED,
        ("无此人", 5_000_000, "红星村"): RowState.UNMATCHED,
        ("张冠李戴", 5_000_000, "红星村"): RowState.UNMATCHED,
        ("测丙子", None, "红星村"): RowState.NO_AMOUNT,
        ("测丙子", 60_000, "红星村"): RowState.OFFERED,
    }
    ways = {(o.household.code, o.way) for o in offered(office, OfferSource.LISTS)}
    assert {code for code, way in ways if way is OfferWay.CLUE} == {EXITED, PLAIN}
    assert {way for code, way in ways if code not in (EXITED, PLAIN)} == {OfferWay.MARK}
    first = next(o for o in offered(office, OfferSource.LISTS) if o.evidence.value == "肺炎")
    assert first.gap is Gap.MEDICAL
    assert first.fact == "因病住院自付 5,000元（监测对象阈值 5,000元及以上）：2020-05-06 肺炎（区医保局）"
    assert "第2行" in first.origin


def test_marking_opens_one_alert_a_gap_and_registers_clues(office, tmp_path):
    push(office, planted(tmp_path))
    keys = [o.key for o in offered(office, OfferSource.LISTS)]
    outcome = office.raising.take(keys, marking=MARKING, actor=ACTOR, today=TODAY)
    assert outcome.refused == ()
    assert len(outcome.done) == 5
    lines = office.alerts.lines()
    assert len(lines) == 2  # 测丙 has two rows for one gap: the second is a line of the first
    clues = {clue.household_code: clue for clue in office.clues.find()}
    assert set(clues) == {EXITED, PLAIN}
    assert clues[EXITED].channel == "department"
    assert offered(office, OfferSource.LISTS) == ()
    with office.ledger.reading() as session:
        from app.models.cases import Alert

        stored = session.query(Alert).all()
        assert {a.origin for a in stored} == {"department_list"}
        assert sorted((a.fact or "").count("阈值") for a in stored) == [1, 2]


def test_the_same_list_again_offers_nothing_twice(office, tmp_path):
    push(office, planted(tmp_path))
    keys = [o.key for o in offered(office, OfferSource.LISTS)]
    office.raising.dismiss(keys[:1], reason="已核实，商业保险已赔付", on=TODAY, actor=ACTOR, today=TODAY)
    left = offered(office, OfferSource.LISTS)
    again = push(office, planted(tmp_path), today=date(2020, 5, 21))
    assert (again.entries.created, again.entries.updated, again.entries.unchanged) == (0, 0, len(PLANTED))
    assert [o.key for o in offered(office, OfferSource.LISTS)] == [o.key for o in left]
    dismissed = [r for r in office.raising.rows(today=TODAY) if r.state is RowState.ANSWERED]
    assert [r.answer for r in dismissed] == ["不标注：已核实，商业保险已赔付"]


def test_an_import_is_undone_unless_a_row_was_answered(office, tmp_path):
    result = push(office, planted(tmp_path))
    office.batches.undo(result.batch, actor=ACTOR, today=TODAY)
    assert office.raising.rows(today=TODAY) == ()
    result = push(office, planted(tmp_path))
    key = offered(office, OfferSource.LISTS)[0].key
    office.raising.take([key], marking=MARKING, actor=ACTOR, today=TODAY)
    with pytest.raises(Refused) as refused:
        office.batches.undo(result.batch, actor=ACTOR, today=TODAY)
    assert refused.value.codes == ("import.touched_later",)


def test_an_alert_taken_back_leaves_its_offer_open(office, tmp_path):
    push(office, xlsx(tmp_path / "a.xlsx", [TITLES, PLANTED[0]]))
    key = offered(office, OfferSource.LISTS)[0].key
    number = office.raising.take([key], marking=MARKING, actor=ACTOR, today=TODAY).done[0].number
    assert offered(office, OfferSource.LISTS) == ()
    from app.services.cases.request import parse_step

    back = office.alerts.take(
        "take_back", alerts=[number], given=parse_step({"reason": "标错户"}, today=TODAY), actor=ACTOR, today=TODAY
    )
    assert back.refused == ()
    assert [o.key for o in offered(office, OfferSource.LISTS)] == [key]


def test_thresholds_are_the_offices_own_with_a_reason(office, tmp_path):
    push(office, planted(tmp_path))
    office.raising.set_kind(
        "inpatient", thresholds={"monitored": 400_000}, reason="区医保局2号文", actor=ACTOR, today=TODAY
    )
    assert {o.evidence.value for o in offered(office, OfferSource.LISTS)} >= {"测乙丑 住院"}
    assert office.raising.kinds()["inpatient"].reason == "区医保局2号文"
    office.raising.set_kind("inpatient", on=False, reason="本区不用", actor=ACTOR, today=TODAY)
    assert {o.title.split()[0] for o in offered(office, OfferSource.LISTS)} == {"门诊门特自付"}
    for values, code in (
        ({"code": "inpatient", "thresholds": {"monitored": 1}, "reason": " "}, "raising.setting_without_reason"),
        ({"code": "inpatient", "thresholds": {"everybody": 1}, "reason": "x"}, "raising.bad_threshold"),
        ({"code": "inpatient", "thresholds": {"other": -1}, "reason": "x"}, "raising.bad_threshold"),
        ({"code": "water", "thresholds": {"other": 1}, "reason": "x"}, "raising.no_amounts"),
        ({"code": "weather", "reason": "x"}, "raising.unknown_kind"),
    ):
        with pytest.raises(Refused) as refused:
            office.raising.set_kind(values.pop("code"), **values, actor=ACTOR, today=TODAY)
        assert refused.value.codes == (code,)


def test_lists_without_a_kind_column_are_read_by_their_name_and_titles(office, tmp_path):
    push(office, csv_file(tmp_path / "区住建局危房排查.csv", [
        ["村", "姓名", "身份证号", "鉴定等级"],
        ["红星村", "测乙子", citizen(10), "D级"],
        ["红星村", "测丙子", citizen(20), "B级"],
    ]))  # fmt: skip
    push(
        office,
        csv_file(tmp_path / "名单.csv", [["姓名", "身份证号", "失业时间"], ["测乙子", citizen(10), "2020-05-01"]]),
    )
    states = {(r.kind, r.name): r.state for r in office.raising.rows(today=TODAY)}
    assert states == {
        ("housing", "测乙子"): RowState.OFFERED,
        ("housing", "测丙子"): RowState.BELOW,
        ("unemployed", "测乙子"): RowState.OFFERED,
    }
    # 就业 is no gap of the 2020 plan: the clerk is told, and nothing can be marked.
    job = next(o for o in offered(office) if o.title == "失业")
    assert job.way is OfferWay.VERIFY
    refused = office.raising.take([job.key], marking=MARKING, actor=ACTOR, today=TODAY).refused
    assert refused[0].reasons[0].code == "raising.only_verify"
    office.raising.dismiss([job.key], reason="已推荐公益岗位", on=TODAY, actor=ACTOR, today=TODAY)
    assert "失业" not in {o.title for o in offered(office)}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("因病", "inpatient"),
        ("住院自付", "inpatient"),
        ("门诊特殊疾病", "outpatient"),
        ("因学", "schooling"),
        ("疑似辍学", "dropout"),
        ("C级危房", "housing"),
        ("供水中断", "water"),
        ("失业", "unemployed"),
        ("重度残疾", "disability"),
        ("自然灾害", "disaster"),
        ("交通事故", "accident"),
        ("说不清", None),
    ],
)
def test_words_of_departments(word, kind):
    assert kind_of_word(word) == kind


def test_a_row_without_a_household_is_matched_by_hand(office, tmp_path):
    push(office, xlsx(tmp_path / "a.xlsx", [TITLES, row("无此人", citizen(990), "8000")]))
    (stray,) = office.raising.rows(today=TODAY)
    with pytest.raises(NotFound):
        office.raising.match_row(stray.id, household="519999999999", actor=ACTOR, today=TODAY)
    with pytest.raises(NotFound):
        office.raising.match_row(999, household=FIRST, actor=ACTOR, today=TODAY)
    office.raising.match_row(stray.id, household=FIRST, actor=ACTOR, today=TODAY)
    (offer,) = offered(office, OfferSource.LISTS)
    assert (offer.household.code, offer.way) == (FIRST, OfferWay.MARK)
    push(office, xlsx(tmp_path / "a.xlsx", [TITLES, row("无此人", citizen(990), "8000")]))
    assert [o.key for o in offered(office, OfferSource.LISTS)] == [offer.key]
    office.raising.take([offer.key], marking=MARKING, actor=ACTOR, today=TODAY)
    with pytest.raises(Refused) as refused:
        office.raising.match_row(stray.id, household=SECOND, actor=ACTOR, today=TODAY)
    assert refused.value.codes == ("raising.row_answered",)


# -- rules


def by_rule(office, today=TODAY):
    return {(o.origin, o.household.code): o.evidence.value for o in offered(office, OfferSource.RULES, today=today)}


def test_a_quiet_ledger_offers_nothing(office):
    """The visits of the town found all members without insurance as a household, but no member's record says so."""
    assert by_rule(office) == {}


def test_housing_water_school_and_insurance_are_offered_with_value_source_and_day(office):
    with office.ledger.transaction("test.facts", actor=ACTOR, today=TODAY) as tx:
        home = home_of(tx, FIRST)
        seen = {"source": "visit", "observed_on": date(2020, 5, 2)}
        make.household_fact(tx, home, housing_grade="D", safe_water=0, **seen)
        make.household_fact(tx, home, housing_grade="A", safe_water=1, observed_on=date(2020, 5, 9))  # a lower source
        child = make.member(tx, home, name="测小学", relation="之子", born_on=date(2010, 1, 1))
        make.person_fact(tx, child, dropout_reason="厌学", resident_medical=0, employee_medical=0, **seen)
        excused = make.member(tx, home_of(tx, SECOND), name="测病儿", relation="之女", born_on=date(2010, 1, 1))
        make.person_fact(tx, excused, dropout_reason="因病", resident_medical=0, **seen)  # 职工医保 unknown
    assert by_rule(office) == {
        ("G3", FIRST): "测小学 居民医保、职工医保都为否",
        ("G4", FIRST): "住房D级",
        ("G5", FIRST): "测小学 失学辍学：厌学",
        ("G6", FIRST): "未解决安全饮用水",
    }
    offer = next(o for o in offered(office, OfferSource.RULES) if o.origin == "G4")
    assert (offer.evidence.source, offer.evidence.on, offer.gap) == ("入户走访", date(2020, 5, 2), Gap.HOUSING)
    done = office.raising.take([offer.key], marking=MARKING, actor=ACTOR, today=TODAY)
    assert [one.household_code for one in done.done] == [FIRST]
    assert ("G4", FIRST) not in by_rule(office)


def test_income_is_compared_with_what_it_was_at_identification(office):
    def state(code, day, per_head):
        with office.ledger.transaction("test.income", actor=ACTOR, today=TODAY) as tx:
            make.income(
                tx, home_of(tx, code), net_fen=per_head * 2, heads=2, source="visit", observed_on=day, year=2020
            )

    with office.ledger.transaction("test.record", actor=ACTOR, today=TODAY) as tx:
        for code, figure in ((FIRST, 400_000), (SECOND, 505_000)):
            tx.session.add(
                MonitoringFact(
                    household_id=home_of(tx, code).id,
                    year=2020,
                    occasion="identification",
                    source="national_export",
                    net_per_head_fen=figure,
                )
            )
    state(FIRST, date(2020, 5, 10), 330_000)  # 17 %
    state(SECOND, date(2020, 5, 10), 499_900)  # below the line of 5,000, that it had passed
    assert by_rule(office) == {
        ("G1", SECOND): "人均纯收入 4,999元，识别时 5,050元，下降 1%，跌破监测线 5,000元",
    }
    state(FIRST, date(2020, 5, 12), 320_000)
    assert by_rule(office)[("G1", FIRST)] == "人均纯收入 3,200元，识别时 4,000元，下降 20%"
    office.raising.set_rule("G1", params={"percent": 30}, reason="本区口径", actor=ACTOR, today=TODAY)
    assert ("G1", FIRST) not in by_rule(office)
    for params, reason, code in (
        ({"percent": 0}, "x", "raising.bad_param"),
        ({"days": 3}, "x", "raising.bad_param"),
        ({"percent": 3}, "", "raising.setting_without_reason"),
    ):
        with pytest.raises(Refused) as refused:
            office.raising.set_rule("income", params=params, reason=reason, actor=ACTOR, today=TODAY)
        assert refused.value.codes == (code,)
    with pytest.raises(Refused):
        office.raising.set_rule("G99", on=False, reason="x", actor=ACTOR, today=TODAY)
    office.raising.set_rule("income", on=False, reason="本区不用", actor=ACTOR, today=TODAY)
    assert by_rule(office) == {}


def test_a_dismissed_rule_is_asked_again_when_its_evidence_changes(office):
    def water(day):
        with office.ledger.transaction("test.water", actor=ACTOR, today=TODAY) as tx:
            make.household_fact(tx, home_of(tx, FIRST), safe_water=0, source="visit", observed_on=day)

    water(date(2020, 5, 2))
    (offer,) = offered(office, OfferSource.RULES)
    with pytest.raises(Refused) as refused:
        office.raising.dismiss([offer.key], reason=" ", on=TODAY, actor=ACTOR, today=TODAY)
    assert refused.value.codes == ("raising.dismissed_without_reason",)
    with pytest.raises(Refused) as refused:
        office.raising.dismiss([offer.key], reason="x", on=date(2020, 6, 1), actor=ACTOR, today=TODAY)
    assert refused.value.codes == ("raising.in_the_future",)
    office.raising.dismiss([offer.key], reason="已送水", on=TODAY, actor=ACTOR, today=TODAY)
    assert offered(office, OfferSource.RULES) == ()
    gone = office.raising.take([offer.key], marking=MARKING, actor=ACTOR, today=TODAY)
    assert [r.reasons[0].code for r in gone.refused] == ["raising.gone"]
    assert gone.changes is None
    water(date(2020, 5, 18))
    assert [o.evidence.on for o in offered(office, OfferSource.RULES)] == [date(2020, 5, 18)]


def test_medical_share_adds_up_what_lists_say(office, tmp_path):
    # 4,500 yuan a head and two heads: half is 4,500.
    rows = [
        row("测乙子", citizen(10), amount, day=day) for amount, day in (("2500", "2020-03-01"), ("2000", "2020-05-02"))
    ]
    push(office, xlsx(tmp_path / "a.xlsx", [TITLES, *rows]))
    assert by_rule(office) == {("G2", FIRST): "12个月内自付 4,500元，占全家纯收入 9,000元 的 50%"}


def test_no_work_speaks_only_where_the_work_list_does(office):
    def risk(code):
        with office.ledger.transaction("test.risk", actor=ACTOR, today=TODAY) as tx:
            from app.models.cases import MonitoringSpell

            spell = tx.session.query(MonitoringSpell).filter_by(household_id=home_of(tx, code).id).one()
            spell.risks = "unstable_work"

    def job(code, is_working, until, day):
        with office.ledger.transaction("test.job", actor=ACTOR, today=TODAY) as tx:
            tx.session.add(
                WorkSpell(person_id=head_of(tx, code), is_working=is_working, to_text=until, observed_on=day)
            )

    risk(FIRST)
    risk(SECOND)
    job(FIRST, 1, "2020-01", date(2020, 1, 31))
    job(FIRST, 0, None, date(2020, 5, 10))
    assert by_rule(office) == {("G7", FIRST): "全户 1 名登记务工情况的成员都没有务工，最后务工 2020年01月"}
    job(SECOND, 1, None, date(2020, 5, 10))
    assert ("G7", SECOND) not in by_rule(office)
    job(FIRST, 1, None, date(2020, 5, 15))
    assert by_rule(office) == {}


# -- all three together


def test_gaps_of_the_months_stand_beside_the_others(office):
    findings = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
    findings[MonthlyItem.WATER] = MonthlyFinding.GAP
    office.monitoring.save(
        Round(month=Month(2020, 5), checked_on=date(2020, 5, 8), checker="干部1"),
        [CheckEntry(FIRST, findings, {MonthlyItem.WATER: "水管冻裂"})],
        actor=ACTOR,
        today=TODAY,
    )
    (offer,) = offered(office)
    assert (offer.source, offer.gap, offer.evidence.value) == (OfferSource.CHECKS, Gap.WATER, "水管冻裂")
    unsigned = office.raising.take([offer.key], marking=Marking(TODAY), actor=ACTOR, today=TODAY)
    assert [r.code for one in unsigned.refused for r in one.reasons] == ["data.missing"]
    done = office.raising.take([offer.key], marking=MARKING, actor=ACTOR, today=TODAY)
    assert [one.household_code for one in done.done] == [FIRST]
    assert offered(office) == ()
    with pytest.raises(Refused):
        office.raising.take([offer.key], marking=Marking(date(2020, 6, 1)), actor=ACTOR, today=TODAY)


def test_the_workbench_counts_what_waits(office, tmp_path):
    def waiting() -> int:
        with office.ledger.reading() as session:
            tasks = stage_tasks(session, plans.plan_in(session, day=TODAY), TODAY)
        return next(task.left for task in tasks if task.code == "alert_offers")

    assert waiting() == 0
    push(office, planted(tmp_path))
    assert waiting() == len(offered(office)) == 5
    office.raising.take([offered(office)[0].key], marking=MARKING, actor=ACTOR, today=TODAY)
    assert waiting() == len(offered(office)) == 4
