"""What lists bring that the rules ask for: a village's land, public posts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.services import derived
from app.services.findings.service import FindingService
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests.services.files.making import EXPORT_47, xlsx
from tests.services.findings.cases.parts import SPRING, land, near
from tests.services.findings.cases.storing import Township
from tests.services.imports.people import row_47, take


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.mark.parametrize(("said", "messages"), [("99.5亩", ["耕地99.5亩，脱贫户合计100亩"]), ("100", []), ("", [])])
def test_a_sheet_brings_the_land_of_its_village(database, ledger, actor, tmp_path, said, messages):
    Township(database, SPRING).store([near(93, "V-93", "one household", land(farmland=10_000))])
    title = ["行政村", "总户数", "总人口数", "耕地面积（亩）", "林地面积（亩）"]
    sheet = xlsx(tmp_path / "行政村信息.xlsx", [title, ["红星村", 900, 2_700, said, 5_000]])
    take(ImportService(ledger), sheet, actor, kind="village-profile")
    result = FindingService(ledger).check(codes=["V-93"], actor=actor, today=SPRING)
    assert [row.message for row in result.findings] == messages


def test_a_roster_brings_posts_one_by_one_and_none_for_a_word_for_none(ledger, actor, tmp_path):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=SPRING)
    said = ("无", "保洁员、护林员、护路员", "保洁员")
    rows = [row_47(number, 公益性岗位类型=post) for number, post in enumerate(said)]
    take(ImportService(ledger), xlsx(tmp_path / "花名册.xlsx", [list(EXPORT_47), *rows]), actor)
    with ledger.reading() as session:
        stored = session.scalars(text("SELECT public_post FROM person_fact ORDER BY person_id")).all()
    assert stored == [None, "保洁员,护林员,护路员", "保洁员"]
    result = FindingService(ledger).check(codes=["3_01_010"], actor=actor, today=SPRING)
    assert [row.message.partition("的")[2] for row in result.findings] == ["公益性岗位为保洁员,护林员,护路员"]


def test_a_roster_brings_no_reason_and_no_place_for_a_word_for_none(ledger, actor, tmp_path):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=SPRING)
    titles = ("失学或辍学原因", "务工所在地", "就业渠道", "务工企业名称")
    given = ("无", "因病"), ("无", "成都市武侯区"), ("暂无", "自主就业"), ("没有", "某公司")
    rows = [
        row_47(number, **dict(zip(titles, words, strict=True))) for number, words in enumerate(zip(*given, strict=True))
    ]
    take(ImportService(ledger), xlsx(tmp_path / "花名册.xlsx", [list(EXPORT_47), *rows]), actor)
    columns = "dropout_reason, work_place, employment_channel, employer"
    with ledger.reading() as session:
        stored = session.execute(text(f"SELECT {columns} FROM person_fact ORDER BY person_id")).all()
    assert [tuple(row) for row in stored] == [(None,) * 4, ("因病", "成都市武侯区", "自主就业", "某公司")]
