"""录入, 11 to 15 April: what is missing is filled in, households are entered or marked, the export is compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from app.demo.clerk.desk import CLERK, Desk
from app.demo.layouts import Cell
from app.demo.lists import stranger_number
from app.demo.workbooks import write_xlsx
from app.models.enums import CaseState, Category
from app.services.entry.service import Entered, EntryRow
from app.services.household_events.inputs import HouseholdInput
from app.services.recording.inputs import FactInput

ENTERED, CONFIRMED = date(2020, 4, 14), date(2020, 4, 15)
_WORDS = {
    Category.UNSTABLE_EXITED: "脱贫不稳定户",
    Category.MARGINAL: "边缘易致贫户",
    Category.SUDDEN: "突发严重困难户",
}


def enter_all(desk: Desk, folder: Path) -> None:
    """Everybody whom the district approved."""
    entered = enter(desk, on=ENTERED)
    confirm(desk, folder / "四川省大数据平台监测对象导出_0415.xlsx", on=CONFIRMED)
    finish_platform(desk, on=CONFIRMED)
    desk.say(f"录入：{len(entered)} 户，台账核对 {desk.done['confirm_ledger']} 户")


def enter(desk: Desk, *, on: date) -> list[str]:
    """Row 27; the first 边缘户 without its number is refused, then all of them are taken."""
    rows = [row for row in desk.office.entry.desk(today=on) if row.state is CaseState.APPROVED]
    if not rows:
        return []
    for row in rows:
        _complete(desk, row, on=on)
    marginal = [row for row in rows if row.category is Category.MARGINAL]
    if marginal and not desk.done["record_entry"]:
        _mark(desk, [Entered(marginal[0].household.code)], on=on, expects=("entry.national_code",))
    return _mark(desk, [Entered(row.household.code, _number(row)) for row in rows], on=on)


def _number(row: EntryRow) -> str | None:
    """The number that the national system gives a household that it did not know."""
    if row.category is Category.UNSTABLE_EXITED:
        return None
    return f"519999{2_000_000_000 + row.household.household_id:011d}"


def _mark(desk: Desk, entries: Sequence[Entered], *, on: date, expects: Collection[str] = ()) -> list[str]:
    outcome = desk.office.entry.mark_entered(entries, on=on, operator=CLERK, actor=desk.actor(), today=on)
    return desk.note("record_entry", on, outcome.done, outcome.refused, expects=expects)


_FILLED = {"health": "健康", "labour_skill": "普通劳动力", "education": "小学"}


def _complete(desk: Desk, row: EntryRow, *, on: date) -> None:
    """The 采集表 is completed at the household: what a member's line still lacks is asked there."""
    for missing in row.missing:
        if missing.field == "phone":
            _add_phone(desk, row.household.code, on=on)
        if not missing.is_required or missing.person_id is None:
            continue
        field = "education" if missing.field == "schooling" else missing.field
        if field in _FILLED:
            given = FactInput(values={field: _FILLED[field]}, observed_on=on)
            desk.office.recording.record_person_fact(missing.person_id, given, actor=desk.actor(), today=on)
            desk.done["entry.completed"] += 1


def _add_phone(desk: Desk, code: str, *, on: date) -> None:
    head = desk.dossier(code).head
    given = HouseholdInput(
        head.village_id, head.group_id, head.household_type, natural_village=head.natural_village,
        address=head.address, phone="15400000" + str(head.household_id % 1000).zfill(3), remark=head.remark,
    )  # fmt: skip
    desk.office.household_events.edit(
        head.household_id, given, row_version=head.row_version, actor=desk.actor(), today=on
    )
    desk.done["entry.completed"] += 1


def confirm(desk: Desk, path: Path, *, on: date) -> None:
    """Row 28: found in the platform's export; the one that it lacks is confirmed by a named person."""
    waiting = [row for row in desk.office.entry.desk(today=on) if row.state is CaseState.ENTERED]
    if not waiting:
        return
    absent = waiting[-1].household.code if len(waiting) > 1 else ""
    shown = None if on == CONFIRMED else {row.household.code for row in waiting}
    _platform_export(desk, path, absent=absent, only=shown, on=on)
    match = desk.office.platform.compare(path)
    found = {entry.household.code for entry in match.found}
    desk.done["platform.strangers"] += len(match.strangers)
    desk.done["platform.category_differs"] += len(match.category_differs)
    for code, export_on, by in (
        *((row.household.code, on, "") for row in waiting if row.household.code in found),
        *((row.household.code, None, CLERK) for row in waiting if row.household.code not in found),
    ):
        outcome = desk.office.entry.confirm(
            [code], on=on, export_on=export_on, confirmed_by=by, actor=desk.actor(), today=on
        )
        desk.note("confirm_ledger", on, outcome.done, outcome.refused)


def _platform_export(desk: Desk, path: Path, *, absent: str, only: Collection[str] | None, on: date) -> None:
    """What the platform exports: one household not there yet, one in another category, one not ours.

    In April everybody; later only what is new (``only``).
    """
    titles: list[Cell] = ["省", "县", "乡", "村", "户编号", "户主姓名", "户主证件号码", "与户主关系", "监测对象类别"]
    rows: list[list[Cell]] = []
    for place, entry in enumerate(desk.office.entry.ledger()):
        home = entry.household
        if home.code == absent or (only is not None and home.code not in only):
            continue
        category = Category.SUDDEN if place == 5 else entry.category
        head = next(member for member in desk.dossier(home.code).members if member.relation == "户主")
        rows.append(
            ["四川省", "示范区", desk.township, home.village_name, entry.national_code or home.code, home.head_name,
             head.id_number, "户主", _WORDS[category]]
        )  # fmt: skip
    rows.append(
        ["四川省", "示范区", desk.township, "柳溪村", "51999900000000001", "秦守义", stranger_number(0), "户主",
         _WORDS[Category.MARGINAL]]
    )  # fmt: skip
    write_xlsx(path, {"监测对象": [titles, *rows]})


def finish_platform(desk: Desk, *, on: date) -> None:
    """What is to be done on the platforms is done and noted with its day."""
    tasks = [task for task in desk.office.platform.tasks() if task.opened_on <= on and task.kind not in _BY_ENTRY]
    if tasks:
        desk.office.platform.finish([task.id for task in tasks], on=on, by=CLERK, actor=desk.actor(), today=on)
        desk.done["platform.finished"] += len(tasks)


_BY_ENTRY = ("enter", "mark")
