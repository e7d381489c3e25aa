"""The data desk on 16 April: exports are taken in and checked, numbers put right, lists compared, answered, filled.

What comes and goes lies in a folder of its own beside the year's other papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from app.demo.clerk import oversight
from app.demo.clerk.desk import Desk
from app.demo.layouts import Cell
from app.demo.people import Household
from app.demo.workbooks import write_xlsx
from app.services.clinic.service import Correction
from app.services.comparison.kinds import ItemKind, ItemState
from app.services.comparison.results import ItemFilter
from app.services.duplicates.merging import MergeInput
from app.services.filling.inputs import Ids, Rows, Wanted
from app.services.findings.deciding import Decision
from app.services.findings.service import OPEN, FindingFilter, FindingRow
from app.services.household_events.inputs import PersonInput
from app.services.households import RosterQuery
from app.services.province.service import Answer
from app.services.province.words import AnswerState

DAY = date(2020, 4, 16)
FOLDER = "数据核对"
_EXPORT_DAY = date(2020, 4, 15)
_PURPOSE = "报示范区脱贫办核对"
# What is looked up in the household book and found to be so.
_TRUE_SO = ("5_20_028", "2_01_008")
_EXEMPTED, _SENT, _COMPARED = 3, 12, 6
_PROVINCE_TITLES: Sequence[Cell] = (
    "序号",
    "行政村",
    "户编号",
    "姓名",
    "证件号码",
    "疑点类型",
    "疑点说明",
    "核实情况",
    "备注",
)
_BLANK_TITLES: Sequence[Cell] = ("序号", "行政村", "户编号", "户主姓名", "家庭人口", "户联系电话", "人均纯收入")


def work_at_the_desk(desk: Desk, folder: Path) -> None:
    """One day from the national exports to the list that goes back."""
    own = folder / FOLDER
    own.mkdir(parents=True, exist_ok=True)
    take_in_exports(desk)
    oversight.check(desk, DAY)
    exempt_some(desk)
    correct_a_number(desk)
    merge_twins(desk)
    compare_with_export(desk, own)
    answer_the_province(desk, own)
    write_lists(desk, own)
    done = desk.done
    desk.say(
        f"数据核对：导入国家系统表 {done['desk.imported']} 份，豁免 {done['desk.exempted']} 条，更正证件号码"
        f" {done['desk.corrected']} 个，合并重复人员 {done['desk.merged']} 人，比对差异 {done['desk.differences']} 处，"
        f"答复省级疑点 {done['desk.answered']} 条"
    )


def take_in_exports(desk: Desk) -> None:
    """The four exports of the national system."""
    lists = desk.invented.national
    for kind, file in (
        ("monitoring", lists.monitoring),
        ("living", lists.living),
        ("work", lists.working),
        ("work", lists.planning),
    ):
        result = desk.office.imports.run(kind, [file], actor=desk.actor(), today=DAY)
        for row in result.rejected:
            desk.refuse_row(DAY, f"import.{kind}", row, is_expected=False)
        desk.done["desk.imported"] += 1


def exempt_some(desk: Desk) -> None:
    """What the household book says too is so, with the reason."""
    found = desk.office.findings.find(FindingFilter(states=(OPEN,), codes=_TRUE_SO))[:_EXEMPTED]
    decisions = [
        Decision(finding_id=row.id, row_version=row.row_version, reason="已电话核实，情况属实", by=desk.actor().name)
        for row in found
    ]
    if decisions:
        made = desk.office.finding_desk.exempt(decisions, actor=desk.actor(), today=DAY)
        desk.done["desk.exempted"] += made.done


def correct_a_number(desk: Desk) -> None:
    """The number of fifteen digits of which there can be only one of eighteen."""
    sure = (one for one in desk.office.clinic.diagnose(today=DAY) if one.is_sure and not one.candidates[0].owner)
    first = next(sure, None)
    if first is not None:
        right = Correction(first.person_id, first.row_version, first.candidates[0].number)
        desk.attempt("desk.corrected", DAY, lambda: desk.office.clinic.correct([right], actor=desk.actor(), today=DAY))


def merge_twins(desk: Desk) -> None:
    """Somebody was typed in twice, the second time without her number; the records are joined again."""
    home, code = _quiet(desk)
    person = home.members[1]
    typed = PersonInput(person.name, "其他", None, person.sex, person.born_on)
    household = desk.household_id(code)
    desk.office.household_events.add_member(household, typed, on=DAY, actor=desk.actor(), today=DAY)
    pairs = (pair for pair in desk.office.duplicates.find() if pair.first.household_id == household)
    pair = next((pair for pair in pairs if pair.is_same_household), None)
    if pair is None:
        return
    winner, loser = sorted((pair.first, pair.second), key=lambda record: not record.number)
    given = MergeInput(
        winner_id=winner.person_id,
        loser_id=loser.person_id,
        winner_version=winner.row_version,
        loser_version=loser.row_version,
        relation=winner.relation,
    )
    desk.attempt(
        "desk.merged", DAY, lambda: desk.office.duplicates.merge(given, actor=desk.actor(), today=DAY), subject=code
    )


def _quiet(desk: Desk) -> tuple[Household, str]:
    """A couple in the national exports; one in which nothing is planted if there is one."""
    spoiled = {plant.household for plant in desk.invented.manifest.planted}
    homes = [desk.invented.township.households[n - 1] for n in sorted(desk.invented.national.watched)]
    couples = [home for home in homes if len(home.members) > 1 and home.members[1].relation == "配偶"]
    home = min(couples, key=lambda one: one.number in spoiled)
    return home, desk.code(home)


def compare_with_export(desk: Desk, folder: Path) -> None:
    """A fresh export of one village says some things otherwise: a third each is taken, sent there, and waits."""
    village = desk.invented.township.villages[0].name
    file = folder / f"国家系统导出_{village}_{_EXPORT_DAY:%Y%m%d}.xlsx"
    desk.office.exports.export("roster", file, villages=[village], purpose=_PURPOSE, actor=desk.actor(), today=DAY)
    _say_otherwise(file)
    result = desk.office.comparison.compare([file], actor=desk.actor(), today=DAY)
    desk.done["desk.differences"] += result.new
    items = desk.office.comparison.items(ItemFilter(kinds=(ItemKind.FIELD.value,), field="民族"))
    third = len(items) // 3
    for some, state, reason in (
        (items[:third], ItemState.ACCEPTED, ""),
        (items[third : 2 * third], ItemState.OURS, "户口簿为准，国家系统待修改"),
    ):
        if some:
            ids = [item.id for item in some]
            desk.office.comparison.decide(ids, state, reason=reason, actor=desk.actor(), today=DAY)
            desk.done[f"desk.{state.value}"] += len(ids)


def _say_otherwise(file: Path) -> None:
    """The national system has another 民族 for some heads."""
    book = load_workbook(file)
    page = book.worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    header = next(place for place, row in enumerate(rows) if "民族" in row)
    relation, ethnicity = (rows[header].index(title) for title in ("与户主关系", "民族"))
    heads = (place for place, row in enumerate(rows) if place > header and row[relation] == "户主")
    for place in islice(heads, _COMPARED):
        other = "苗族" if rows[place][ethnicity] != "苗族" else "汉族"
        page.cell(place + 1, ethnicity + 1, other)
    book.save(file)


def answer_the_province(desk: Desk, folder: Path) -> None:
    """The province's list comes, is answered line by line, and goes back on its own sheet."""
    wanted = FindingFilter(states=(OPEN,), codes=_TRUE_SO)
    found = [row for row in desk.office.findings.find(wanted) if row.member_name][:_SENT]
    file = folder / f"疑点数据核查表_{DAY:%Y%m%d}.xlsx"
    rows = [_province_row(count, row) for count, row in enumerate(found, start=1)]
    write_xlsx(file, {"疑点明细": [["示范县疑点数据核查表"], list(_PROVINCE_TITLES), *rows]})
    province = desk.office.province
    list_id = province.take_in(file, actor=desk.actor(), today=DAY).list_id
    lines = [row for row in province.worklist(list_id).rows if row.id > 0]
    true, note = AnswerState.TRUE, "已入户核实，情况属实"
    answers = [Answer(entry_id=row.id, row_version=row.row_version, state=true, note=note) for row in lines]
    province.answer(answers, actor=desk.actor(), today=DAY)
    province.export(list_id, folder / f"{file.stem}-答复.xlsx", purpose=_PURPOSE, actor=desk.actor(), today=DAY)
    desk.done["desk.answered"] += len(answers)


def _province_row(count: int, row: FindingRow) -> list[Cell]:
    number = row.member_id_number
    return [count, row.village, row.household_code, row.member_name, number, row.title, row.message, None, None]


def write_lists(desk: Desk, folder: Path) -> None:
    """A ready-made roster of one's own office, and a blank that the district sent, filled."""
    ready = next(entry for entry in desk.office.rosters.list() if entry.is_ready_made and not entry.missing)
    desk.office.rosters.export(
        ready.design, folder / f"{ready.name}.xlsx", purpose=_PURPOSE, actor=desk.actor(), today=DAY
    )
    blank = folder / "脱贫户情况统计表（空表）.xlsx"
    empty: list[list[Cell]] = [[None] * len(_BLANK_TITLES) for _ in range(3)]
    write_xlsx(blank, {"统计表": [["脱贫户情况统计表"], list(_BLANK_TITLES), *empty]})
    best = desk.office.filling.look_into(blank).best
    village = desk.invented.township.villages[0].name
    homes = desk.office.filling.choose(RosterQuery(), villages=[village])
    wanted = Wanted(
        blank=blank,
        sheet=best.index,
        mapping=best.matched,
        household_ids=homes[:20],
        rows=Rows.HOUSEHOLDS,
        ids=Ids.MASKED,
    )
    filled = folder / f"脱贫户情况统计表_{village}.xlsx"
    desk.office.filling.fill(wanted, filled, actor=desk.actor(), today=DAY)
    desk.done["desk.filled"] += 1
