"""The invented exports of the national system go in whole, and what was planted in them stands where it is said to."""

from __future__ import annotations

import openpyxl

from app.demo.manifest import Fault
from app.demo.national_faults import LIVING_FAULTS, PLAN_FAULTS, RECORD_FAULTS, WORK_FAULTS
from app.demo.year import invent
from app.services.imports.results import Counts
from tests.demo.conftest import CLERK, DAY
from tests.services.imports.people import one


def test_the_national_lists_are_taken_in_and_again_change_nothing(office, tmp_path):
    invented = invent(tmp_path / "导入文件", households=800)
    office.imports.run("roster", [invented.rosters.export], actor=CLERK, today=DAY)
    lists = invented.national
    living, working, planning = lists.entries
    assert min(len(lists.watched), *lists.entries) >= 30
    for kind, file, entries in (
        ("monitoring", lists.monitoring, len(lists.watched)),
        ("living", lists.living, living),
        ("work", lists.working, working),
        ("work", lists.planning, planning),
    ):
        first = office.imports.run(kind, [file], actor=CLERK, today=DAY)
        assert (first.rejected, first.entries) == ((), Counts(created=entries)), file.name
        again = office.imports.run(kind, [file], actor=CLERK, today=DAY)
        assert (again.entries, again.members.updated, again.households.updated) == (Counts(unchanged=entries), 0, 0)
    no_risk = "SELECT count(*) FROM monitoring_fact WHERE occasion = 'identification' AND risk_1 IS NULL"
    assert one(office.ledger, no_risk) == len(invented.manifest.of(Fault.NO_RISK))
    columns = "has_electricity road_kind dwelling_area has_toilet road_distance has_broadcast fuel farmland woodland"
    columns += " returned_woodland orchard pasture water_surface"
    some = " OR ".join(f"{column} IS NULL" for column in columns.split())
    empty = f"SELECT count(*) FROM living_condition WHERE {some}"
    assert one(office.ledger, empty) == len(invented.manifest.of(Fault.LIVING_EMPTY))
    needless = "SELECT count(*) FROM work_spell WHERE planned = 1 AND service_needed IS NULL"
    assert one(office.ledger, needless) == len(invented.manifest.of(Fault.PLAN_WITHOUT_NEED)) == 3


def test_every_plant_names_its_cell(tmp_path):
    invented = invent(tmp_path / "a", households=800)
    files = {file.name: openpyxl.load_workbook(file).worksheets[0] for file in invented.national.files}
    planted = [plant for plant in invented.manifest.planted if plant.file in files]
    homes = {home.number: home for home in invented.township.households}
    assert len({rule for plant in planted for rule in plant.rules}) >= 60
    for plant in planted:
        row = [cell.value for cell in files[plant.file][plant.row]]
        assert homes[plant.household].code in row
        assert (plant.person or homes[plant.household].head.name) in row
        assert files[plant.file][f"{plant.column}{plant.row}"].value in SPOILED
    again = invent(tmp_path / "b", households=800)
    assert [file.read_bytes() for file in again.national.files] == [
        file.read_bytes() for file in invented.national.files
    ]


FAULTS = (*RECORD_FAULTS, *LIVING_FAULTS, *WORK_FAULTS, *PLAN_FAULTS)
SPOILED = {cell for fault in FAULTS for cell in fault.cells.values()}
