"""名单变化: each line adds up to the next; plus and minus have name and reason, on any evening, by village too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select

from app.models.enums import CLOSED_CASE_STATES, CaseState
from app.models.region import Region
from app.services.exports.service import ExportService
from app.services.papers.layouts.listing import ListData, RowKind
from app.services.papers.queries.as_of import Counted, cases_on
from app.services.papers.queries.asking import Question, Scope
from app.services.papers.queries.case_rows import CaseRow, Step
from app.services.papers.queries.changes import change_list, moves, phases
from app.services.papers.queries.course import course, course_stations, reckonings
from app.services.papers.service import PaperService
from app.services.plans import plan_in
from app.services.workflow.case_table import CASE_TABLE
from tests.services.papers.conftest import text_of
from tests.services.papers.test_reports_and_exports import SUMMER, sheet_rows
from tests.services.papers.year import ACTOR, VILLAGES, Year

FIRST, LAST = date(2020, 3, 19), date(2020, 5, 30)
EVENINGS = [FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, 3)]
_SUM = re.compile(r"^(\D+)(\d+)户＝(.+?)(?:（.*）)?$")


def asked(session, on: date, *, village: int | None = None) -> Question:
    scope = Scope(villages=frozenset({village})) if village is not None else Scope()
    return Question(session, "list_changes", plan_in(session, day=on), "石门镇", on, scope)


def adds_up(line: str) -> None:
    """评议60户＝比对后58户＋走访新增9户－评议不纳入7户."""
    _, left, right = _SUM.match(line).groups()
    terms = re.findall(r"(＋|－|^)[^＋－\d]*(\d+)户", right)
    assert int(left) == sum(-int(count) if sign == "－" else int(count) for sign, count in terms), line


def check(question: Question, found: Sequence[Counted]) -> None:
    stations = course_stations(question, found)
    for line in reckonings(stations):
        adds_up(line)
    for station in stations:
        ids = {case.row.case_id for case in station.came_from}
        assert {case.row.case_id for case in station.cases} <= ids
        assert len(station.cases) + len(station.lost) == len(station.came_from)
    households = persons = 0
    made = phases(moves(question, found))
    for phase in made:
        households += sum(1 if move.plus else -1 for move in phase.moves)
        persons += sum(move.case.members if move.plus else -move.case.members for move in phase.moves)
        assert (phase.households, phase.persons) == (households, persons)
    on_list = [case for case in found if case.is_open]
    assert households == len(on_list)
    assert persons == sum(case.row.members for case in on_list)


def named(data: ListData) -> list[tuple[str, ...]]:
    return [row.cells for row in data.rows if row.kind is RowKind.LINE]


def test_every_evening_adds_up_for_the_town_and_the_villages_make_the_town(played: Year) -> None:
    with played.ledger.reading() as session:
        villages = list(session.scalars(select(Region.id).where(Region.kind == "village")))
        for on in EVENINGS:
            question = asked(session, on)
            town = cases_on(question, on)
            check(question, town)
            each = []
            for village in villages:
                own = asked(session, on, village=village)
                found = cases_on(own, on)
                check(own, found)
                each += [cells[1:] for cells in named(change_list(own, found, on=on))]
            assert sorted(each) == sorted(cells[1:] for cells in named(change_list(question, town, on=on)))


def test_every_plus_and_minus_has_name_and_reason(played: Year) -> None:
    with played.ledger.reading() as session:
        question = asked(session, LAST)
        lines = named(change_list(question, cases_on(question, LAST), on=LAST))
    assert lines
    for _, day, sign, village, code, head, members, category, action, reason in lines:
        assert all((day, village, code, head, members, category, action))
        assert sign in "＋－"
        assert reason or action in ("走访新增", "分户立项"), (code, action)


def test_an_earlier_evening_is_told_as_it_was_then(own_year: Year, tmp_path: Path) -> None:
    papers = PaperService(own_year.ledger)
    evening = date(2020, 3, 22)
    papers.print("list_changes", tmp_path / "a.pdf", actor=ACTOR, today=evening)
    text = text_of((tmp_path / "a.pdf").read_bytes())
    assert "2020年3月22日" in text
    assert "评议" not in text.split("原因、依据")[1].split("（一）")[0]
    papers.print("list_changes", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER)
    later = text_of((tmp_path / "b.pdf").read_bytes())
    assert "→评议" in later
    assert "＝" in later


def test_a_village_has_its_own_table_on_paper_and_in_the_workbook(own_year: Year, tmp_path: Path) -> None:
    village, *others = VILLAGES
    PaperService(own_year.ledger).print(
        "list_changes", tmp_path / "v.pdf", villages=[village], actor=ACTOR, today=SUMMER
    )
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "v.pdf").pages)
    assert village in text
    assert not any(other in text for other in others)
    ExportService(own_year.ledger).export(
        "list_changes", tmp_path / "v.xlsx", villages=[village], actor=ACTOR, today=SUMMER
    )
    assert {row["村"] for row in sheet_rows(tmp_path / "v.xlsx") if row["增减"] in ("＋", "－")} == {village}


# -- histories that the played year has not ------------------------------------------------------------


def case(number: int, *path: str) -> Counted:
    """A case that took these actions, one a day, along the rows of the table."""
    steps: list[Step] = []
    state = ""
    for day, action in enumerate(path, start=1):
        to = next(
            (
                row.to.value
                for row in CASE_TABLE
                if row.action == action and row.to and (not state or CaseState(state) in row.from_states)
            ),
            state or CaseState.PROPOSED.value,
        )
        on = date(2020, 3, 1) + timedelta(days=day)
        steps.append(
            Step(
                number * 100 + day,
                number,
                None,
                number,
                "",
                action,
                state,
                to,
                on,
                "",
                "",
                "",
                "",
                (),
                {"reason": "因"},
            )
        )
        state = to
    row = CaseRow(
        *(number, number, None, f"N{number:06d}", "", 1, "红星村", "", f"测{number}", "", 3, "", "marginal", "边缘户"),
        *(CaseState(state), "S", "", None, "", "", None, None, date(2020, 3, 2), date(2020, 3, 2), None, False, 0),
        *("", "", ""),
    )
    return Counted(row, tuple(steps))


START = ("propose", "report_village", "submit_cross_check", "close_cross_check", "confirm_list")
SEEN = (*START, "record_visit")
SENT = (*SEEN, "evaluate", "report_district")
HISTORIES = {
    "struck": ("propose", "strike"),
    "returned to the village": ("propose", "report_village", "return_village"),
    "compared away": ("propose", "report_village", "submit_cross_check", "exclude_cross_check"),
    "compared away later": (*START, "exclude_cross_check"),
    "visited first": ("propose", "report_village", "submit_cross_check", "list_before_result", "record_visit"),
    "joined": ("join_on_visit", "record_visit", "evaluate", "report_district", "record_approval", "record_entry"),
    "joined, compared away": ("join_on_visit", "exclude_cross_check"),
    "rejected": (*SEEN, "reject"),
    "evaluated, revisited, rejected": (*SEEN, "evaluate", "require_revisit", "record_visit", "reject"),
    "evaluated, to be revisited": (*SEEN, "evaluate", "require_revisit"),
    "objected": (*SEEN, "evaluate", "post_notice", "uphold_objection"),
    "returned by the district": (*SENT, "record_return"),
    "recalled and sent again": (*SENT, "recall", "resubmit", "record_approval"),
    "returned to a meeting, rejected": (*SENT, "record_return", "redo_meeting", "reject"),
    "returned to a visit": (*SENT, "record_return", "redo_visit"),
    "refused": (*SENT, "record_refusal"),
    "ended before evaluation": (*START, "end"),
    "ended after evaluation": (*SENT, "end"),
    "approved": (*SENT, "record_approval"),
    "entered": (*SENT, "record_approval", "record_entry", "confirm_ledger"),
    "entered, removed": (*SENT, "record_approval", "record_entry", "confirm_ledger", "remove"),
    "entered, cleared": (
        *(*SENT, "record_approval", "record_entry", "confirm_ledger", "propose_clear", "approve_clear"),
    ),
    "carried over": ("carry_over",),
    "carried over, removed": ("carry_over", "remove"),
    "split off": ("open_by_split", "report_village"),
    "emergency": ("open_by_emergency", "report_village", "submit_cross_check"),
    "emergency, ended": ("open_by_emergency", "end"),
}


@pytest.mark.parametrize("several", [1, 3])
def test_returns_recalls_splits_and_endings_add_up(played: Year, several: int) -> None:
    found = [case(number, *path) for number, path in enumerate([*HISTORIES.values()] * several, start=1)]
    with played.ledger.reading() as session:
        question = asked(session, LAST)
        check(question, found)
        stations = {station.code: station for station in course_stations(question, found)}
        for number, one in enumerate(found, start=1):
            check(question, found[:number])
            check(question, [one])

    def of(code: str) -> set[str]:
        names = list(HISTORIES)
        return {names[(entry.row.case_id - 1) % len(names)] for entry in stations[code].cases}

    assert "struck" not in of("proposed")
    assert of("met") == {"joined", "joined, compared away"}
    back = {
        "evaluated, revisited, rejected",
        "evaluated, to be revisited",
        "objected",
        "returned to a meeting, rejected",
    }
    assert not of("evaluate") & (back | {"returned to a visit", "rejected", "ended before evaluation"})
    assert {"returned by the district", "refused", "ended after evaluation"} <= of("evaluate")
    finished = {"entered", "entered, removed", "entered, cleared", "joined"}
    assert of("record_entry") == finished
    assert of("record_approval") == finished | {"approved", "recalled and sent again"}
    assert not any(name in of("proposed") for name in ("carried over", "split off", "emergency"))


def test_who_is_still_on_the_way_is_named_with_the_state(played: Year) -> None:
    found = [case(1, *SENT, "record_approval", "record_entry"), case(2, *SENT), case(3, *SENT, "record_refusal")]
    with played.ledger.reading() as session:
        question = asked(session, LAST)
        assert course(question, found) == "拟新增3户 → 比对后3户 → 评议3户 → 审定1户 → 录入1户"
        (line,) = reckonings(course_stations(question, found))
    assert line == "审定1户＝评议3户－区不同意1户－还在办理1户（红星村测2：已报区）"
    assert all(entry.state in CLOSED_CASE_STATES or entry.is_open for entry in found)
