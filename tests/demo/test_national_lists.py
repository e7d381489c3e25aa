"""The invented exports of the national system go in whole, and what was planted in them stands where it is said to."""

from __future__ import annotations

import openpyxl

from app.demo.manifest import Fault
from app.demo.year import invent
from app.services.imports.results import Counts
from tests.demo.conftest import CLERK, DAY
from tests.services.imports.people import one


def test_the_national_lists_are_taken_in_and_again_change_nothing(office, tmp_path):
    invented = invent(tmp_path / "导入文件", households=800)
    office.imports.run("roster", [invented.rosters.export], actor=CLERK, today=DAY)
    lists = invented.national
    for kind, file, entries in (
        ("monitoring", lists.monitoring, 60),
        ("living", lists.living, 110),
        ("work", lists.working, 120),
        ("work", lists.planning, 80),
    ):
        first = office.imports.run(kind, [file], actor=CLERK, today=DAY)
        assert (first.rejected, first.entries) == ((), Counts(created=entries)), file.name
        again = office.imports.run(kind, [file], actor=CLERK, today=DAY)
        assert (again.entries, again.members.updated, again.households.updated) == (Counts(unchanged=entries), 0, 0)
    no_risk = "SELECT count(*) FROM monitoring_fact WHERE occasion = 'identification' AND risk_1 IS NULL"
    assert one(office.ledger, no_risk) == len(invented.manifest.of(Fault.NO_RISK))
    empty = "SELECT count(*) FROM living_condition WHERE has_toilet IS NULL OR dwelling_area IS NULL"
    assert one(office.ledger, empty) == len(invented.manifest.of(Fault.LIVING_EMPTY))
    needless = "SELECT count(*) FROM work_spell WHERE planned = 1 AND service_needed IS NULL"
    assert one(office.ledger, needless) == len(invented.manifest.of(Fault.PLAN_WITHOUT_NEED)) == 3


def test_every_plant_names_its_cell(tmp_path):
    invented = invent(tmp_path / "a", households=800)
    files = {file.name: openpyxl.load_workbook(file).worksheets[0] for file in invented.national.files}
    planted = [plant for plant in invented.manifest.planted if plant.file in files]
    assert len({plant.fault for plant in planted}) >= 9
    titles = {Fault.NO_RISK: "致贫/返贫风险1", Fault.LIVING_EMPTY: None, Fault.NO_START: "开始时间"}
    for plant in planted:
        cell = files[plant.file][f"{plant.column}{plant.row}"]
        if plant.fault in titles:
            assert cell.value is None
        else:
            assert cell.value in (None, "其他", "尚未实施", "350", "2600", "35", "320000")
    again = invent(tmp_path / "b", households=800)
    assert [file.read_bytes() for file in again.national.files] == [
        file.read_bytes() for file in invented.national.files
    ]
