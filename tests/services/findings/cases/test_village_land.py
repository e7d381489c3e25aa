"""A village's land comes with its sheet and is compared with that of its households."""

from __future__ import annotations

import pytest

from app.services import derived
from app.services.findings.service import FindingService
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from tests.services.files.making import xlsx
from tests.services.findings.cases.parts import SPRING, land, near
from tests.services.findings.cases.storing import Township
from tests.services.imports.people import take


@pytest.mark.parametrize(("said", "messages"), [("99.5亩", ["耕地99.5亩，脱贫户合计100亩"]), ("100", []), ("", [])])
def test_a_sheet_brings_the_land_of_its_village(database, actor, tmp_path, said, messages):
    Township(database, SPRING).store([near(93, "V-93", "one household", land(farmland=10_000))])
    ledger = Ledger(database, derive=derived.refresh)
    title = ["行政村", "总户数", "总人口数", "耕地面积（亩）", "林地面积（亩）"]
    sheet = xlsx(tmp_path / "行政村信息.xlsx", [title, ["红星村", 900, 2_700, said, 5_000]])
    take(ImportService(ledger), sheet, actor, kind="village-profile")
    result = FindingService(ledger).check(codes=["V-93"], actor=actor, today=SPRING)
    assert [row.message for row in result.findings] == messages
