"""One fault for each kind: what to write wrongly, and the checks that must find it and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.services.findings.making import ADULT, CHILD, CLEARED, TAKEN, Town, number

WELL_AFTER = TAKEN
# code of the check -> (plant, codes that the same fault cannot help breaking too)
Plant = Callable[[Town, object], object]
PLANTS: dict[str, tuple[Plant, tuple[str, ...]]] = {}


def plant(code: str, *also: str):
    """Register a plant; it returns the household it spoiled."""

    def keep(work: Plant) -> Plant:
        PLANTS[code] = (work, also)
        return work

    return keep


def head(code: str, *also: str, own=None, **facts):
    """The head's facts (or own columns) are wrong."""

    def work(t, tx):
        home = t.home(tx)
        t.person(tx, home, facts={**ADULT, **facts}, **(own or {}))
        return home

    plant(code, *also)(work)


def child(code: str, *also: str, born="20110301", **facts):
    """A daughter's facts are wrong."""

    def work(t, tx):
        home = t.home(tx)
        t.couple(tx, home)
        t.child(tx, home, born=born, facts={**CHILD, **facts})
        return home

    plant(code, *also)(work)


def home(code: str, *also: str, **values):
    """The household's own columns are wrong."""

    def work(t, tx):
        row = t.home(tx, **values)
        t.couple(tx, row)
        return row

    plant(code, *also)(work)


def land(code: str, **values):
    """The land or a connection is wrong."""

    def work(t, tx):
        row = t.home(tx)
        t.couple(tx, row)
        t.land(tx, row, **values)
        return row

    plant(code)(work)


def job(code: str, *also: str, born="19800501", **values):
    """A job is wrong."""

    def work(t, tx):
        row = t.home(tx)
        t.job(tx, t.person(tx, row, born=born), **values)
        return row

    plant(code, *also)(work)


def record(code: str, *also: str, measures=None, facts=None, members=None, **values):
    """The export's record of a monitored household is wrong."""

    def work(t, tx):
        row = t.home(tx)
        t.person(tx, row, facts={**ADULT, **(facts or {})})
        for person in members or ():
            t.child(tx, row, **person)
        t.monitored(tx, row, **values)
        t.measures(tx, row, **(measures or {}))
        return row

    plant(code, *also)(work)


def cleared(code: str, *also: str, measures=None, facts=None, after=None, house=None, **values):
    """The export's record of an eliminated household is wrong."""

    def work(t, tx):
        row = t.home(tx, **(house or {}))
        t.person(tx, row, facts={**ADULT, **(facts or {})})
        t.monitored(tx, row, **{**CLEARED, **values}, after={**WELL_AFTER, **(after or {})})
        if measures is not False:
            t.measures(tx, row, **(measures or {}))
        return row

    plant(code, *also)(work)


UNABLE = {"labour_skill": "无劳动力", "work_months": None, "work_place": None, "health": "长期慢性病"}
SUPPORTED = {**UNABLE, "subsistence_allowance": 1}
NO_ABLE_MEASURES = {"industry": None, "employment": None, "development_status": None}

# -- identity and structure
head("1_01_002", own={"id_number": "51999919800501001"})
head("1_01_003", own={"id_number": number("19800501", 991)[:17] + "0"})
head("R3-01", own={"id_number": number("18991301", 5)})
head("4_01_003", own={"id_number": None})
head("2_01_001", own={"ethnicity": None})
home("4_02_001", phone="0830-1234567")


@plant("3_02_012")
def _headless(t, tx):
    row = t.home(tx)
    t.person(tx, row, relation="之父")
    return row


@plant("3_02_011")
def _two_heads(t, tx):
    row = t.home(tx)
    t.person(tx, row)
    t.person(tx, row)
    return row


@plant("R3-06")
def _two_spouses(t, tx):
    row = t.home(tx)
    t.couple(tx, row)
    t.person(tx, row, male=False, relation="配偶")
    return row


@plant("2_01_004")
def _son_as_daughter(t, tx):
    row = t.home(tx)
    t.person(tx, row)
    t.child(tx, row, male=True)
    return row


@plant("5_15_021")
def _one_phone_two_places(t, tx):
    row = t.home(tx)
    t.person(tx, row, phone="19911112222")
    t.person(tx, row, male=False, relation="配偶", phone="19911112222", facts={**ADULT, "work_place": "广州市白云区"})
    return row


# -- school, health, insurance
head("3_01_002", education=None)
child("3_12_004", education="小学")
child("1_02_005", school_status=None, education="小学")
child("5_12_014", born="20040301", school_status="小学")
child("2_01_012", school_status=None, dropout_reason="因病")
head("2_01_002", health=None)
head("2_01_003", labour_skill="壮劳力")
head("5_12_009", health="长期慢性病")
head("2_12_005", own={"born": "19550501"})
head("5_20_028", education="大专", work_months=None, work_place=None)
head("4_01_007", "5_12_009", own={"id_number": number("19800501", 981) + "42", "id_kind": "残疾人证"}, health="残疾")
head("2_01_008", resident_medical=0)
head("2_01_009", employee_medical=1)
head("2_01_006", "1_02_003", major_illness_insurance=0)
head("3_01_007", "2_01_008", resident_medical=0, medical_aid=1)
head("2_01_007", resident_pension=None, employee_pension=None)
head("5_15_018", extreme_poverty_support=1, work_months=None, work_place=None)
head("5_01_004", "5_12_009", extreme_poverty_support=1, health="长期慢性病")
head("5_19_003", **UNABLE)
head("2_01_015", "5_19_003", health="长期慢性病", labour_skill="丧失劳动力")
head("3_01_010", public_post="护林员,保洁员,护路员", public_post_months=3)
head("5_15_006", "5_19_003", **UNABLE, public_post="护林员", public_post_months=3)
head("R3-13", work_place=None)

# -- work
job("5_16_010", born="20060501", from_text="202201", to_text="202203")
job("3_12_001", from_text=None)
job("5_12_001", from_text="202305", to_text="202303")
job("1111_16", is_working=0, to_text="202406")
job("1111_08", from_text="201905", to_text=None)
job("4_12_001", county=None)
job("5_16_001", monthly_pay_fen=3_500_000)
job("1111_12", monthly_pay_fen=30_000)
job("5_01_007", employer=None)
job("5_01_003", county="外省县外", channel="公益性岗位")
job("5_15_008", is_working=None, planned=1, service_needed=None)

# -- living and income
home("1_02_001", housing=0)
home("1_02_002", water=0)
home("3_02_002", housing=None)
home("3_02_003", water=None)
home("1_02_006", net_fen=100_000)
land("3_02_005", road_kind=None)
land("3_02_010", returned_woodland=None)
land("5_14_001", farmland=10_001)
land("5_14_003", woodland=-1)
land("5_14_013", road_distance=5_001)
record("1111_18", net_per_head_fen=2_000_100)
record("5_15_023", wage_fen=5_000)
record("5_15_020", risk_2="因病", self_paid_fen=0, no_labour_household=1, facts={**SUPPORTED, "health": "患有大病"},
       measures={"comprehensive": "低保", **NO_ABLE_MEASURES})  # fmt: skip

# -- risks
record("1_11_001", "1_11_002", risk_1=None)
record("1_11_002", identified_on=None)
record("2_11_001", risk_2="因残", measures={"society": "结对帮扶"})
record("5_15_015", risk_2="因病")
record("2_11_006", "5_15_014", risk_2="因务工就业不稳", no_labour_household=1, facts=SUPPORTED,
       measures={"comprehensive": "低保", **NO_ABLE_MEASURES})  # fmt: skip
record("5_15_014", "1111_3", risk_2="因务工就业不稳", facts={"work_months": None, "work_place": None})
record("4_11_009", "5_18_008", risk_2="缺劳动力")
record("2_11_004", risk_2="其他")
record("2_11_005", risk_2="因自然灾害")
record("4_11_006", water_problem=1)
record("4_11_007", member_uninsured=1)
record("4_11_008", school_dropout=1, measures={"compulsory_education": "劝返复学"})

# -- measures
record("5_18_001", risk_2="因病", facts={**SUPPORTED, "health": "患有大病"},
       measures={"comprehensive": "低保", **NO_ABLE_MEASURES, "health": None, "living": "硬化院坝"},
       no_labour_household=1, identified_on=date(2023, 4, 1))  # fmt: skip
record("5_18_002", risk_2="因学")
record("5_18_004", risk_2="因安全住房")
record("5_18_006", risk_2="因安全饮水")
record("5_12_007", measures={**NO_ABLE_MEASURES})
record("5_11_032", "5_12_007", "1111_06", measures={**NO_ABLE_MEASURES, "health": None, "comprehensive": "临时救助"})
record("M-82", measures={"housing": "危房改造"})
record("5_11_030", measures={"development_status": "尚未实施"})
record("5_12_011", measures={"industry": None})
record("1_11_010", "5_12_007", "1111_06", measures={**NO_ABLE_MEASURES, "health": None})
record("4_11_015", measures={"comprehensive": "低保"})
record("5_16_005", measures={"comprehensive": "特困供养"})
record("5_16_003", facts={"subsistence_allowance": 1})
record("4_11_016", measures={"comprehensive": "残疾人补贴"})
record("5_15_012", measures={"education": "雨露计划"})
record("1111_2", members=[{"born": "20060301", "facts": {**CHILD, "school_status": "中职二年级"}}])
record("1111_3", facts={"work_months": None, "work_place": None})
record("5_17_011", "1111_10", facts={"work_place": "本县"}, measures={"employment": "劳务输出,外出务工补贴"})
record("1111_06", identified_on=date(2023, 1, 5), measures={"health": "家庭医生签约"})
record("5_11_033", facts={**UNABLE, "subsistence_allowance": 1}, measures={"comprehensive": "低保", **NO_ABLE_MEASURES})

# -- elimination
cleared("1_11_004", after={"water_problem": None})
cleared("1_11_005", after={"school_dropout": 1})
cleared("1_11_006", after={"housing_problem": 1})
cleared("1_11_007", after={"water_problem": 1})
cleared("1_11_008", after={"member_uninsured": 1})
cleared("1_11_011", contact_phone=None)
cleared("1_11_009", measures=False)
cleared("4_11_010", after={"net_per_head_fen": 100_000})
cleared("4_11_011", facts={**UNABLE, "subsistence_allowance": 1}, no_labour_household=1,
        measures={"comprehensive": "低保", **NO_ABLE_MEASURES})  # fmt: skip
cleared("4_11_012", after={"wage_fen": 0})
cleared("5_11_013", after={"business_fen": 0})
cleared("1_02_008", house={"housing": 0})
cleared("1_02_009", house={"water": 0})
cleared("2_11_002", identified_on=date(2022, 10, 1))
cleared("5_18_009", "2_11_002", identified_on=date(2023, 2, 1))
