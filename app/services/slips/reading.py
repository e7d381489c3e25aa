"""A filled-in slip against the ledger, line by line: what it would change, and what stands against the line itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure
from app.models.enums import AlertState, Labelled, MeasureGroup, MeasureState
from app.models.household import HouseholdSummary
from app.services.errors import Reason
from app.services.files.tables import Table, TableRow
from app.services.files.values import Problem
from app.services.slips.numbers import SlipNumber, digest_of, read_number
from app.services.workflow.common_guards import a_day

_OF_MEASURE = (
    *("group", "description", "responsible", "starts_on", "due_on", "amount_fen"),
    *("state", "done_on", "evidence", "cancelled_reason"),
)
_OF_ALERT = ("person", "accepted_on", "closure", "paper_no", "signer", "occurred_on")
_DAYS = frozenset({"starts_on", "due_on", "done_on", "accepted_on", "occurred_on"})
_CODES: Mapping[str, type[Labelled]] = {"group": MeasureGroup, "state": MeasureState}
_ASKED_TO_CLOSE = frozenset(
    {AlertState.CLOSURE_REQUESTED, AlertState.CLOSED, AlertState.UPDATED, AlertState.FOLLOWED_UP}
)


class SlipVerdict(Labelled):
    """What a line comes to."""

    WRITTEN = "written", "可写入"
    SAME = "same", "已登记过"
    EMPTY = "empty", "没有填写"
    STALE = "stale", "已过时"
    UNKNOWN = "unknown", "不认识"
    REFUSED = "refused", "不能写入"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the line changes: its name as the file has it, what stands there, and what comes."""

    field: str
    before: object
    after: object


@dataclass(slots=True)
class SlipLine:
    """A line of the file while it is compared and written."""

    file: str
    row: int
    alert: str
    head_name: str
    number: SlipNumber | None
    given: Mapping[str, object] = field(default_factory=dict)
    measure_id: int | None = None
    verdict: SlipVerdict = SlipVerdict.EMPTY
    differences: tuple[Difference, ...] = ()
    reasons: list[Reason] = field(default_factory=list)

    def refuse(self, *reasons: Reason, verdict: SlipVerdict = SlipVerdict.REFUSED) -> None:
        """Say why it is not written."""
        self.reasons += reasons
        self.verdict = verdict

    @property
    def of_measure(self) -> Mapping[str, object]:
        """What it says of a measure."""
        return {name: self.given[name] for name in _OF_MEASURE if name in self.given}


def read_lines(session: Session, path: Path, table: Table) -> list[SlipLine]:
    """Every line of the file, compared with the ledger as it stands."""
    unread = _unread(table)
    lines = [_line(session, path.name, row, unread.get((row.sheet, row.row), ())) for row in table.rows]
    for rejected in table.rejected:
        if any(cell.strip() for cell in rejected.cells):
            line = SlipLine(path.name, rejected.row, "", "", None)
            line.refuse(Reason("slip.no_number", {}), verdict=SlipVerdict.UNKNOWN)
            lines.append(line)
    return sorted(lines, key=lambda line: line.row)


def _unread(table: Table) -> Mapping[tuple[str, int], Sequence[tuple[str, str]]]:
    """Cells that could not be read: column and text by sheet and row."""
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for notes in table.notes:
        sheet = table.sheet_name(notes.sheet)
        for row, _, title, code, raw in notes.notes:
            if code == Problem.NOT_UNDERSTOOD.value:
                found.setdefault((sheet, int(str(row))), []).append((str(title), str(raw)))
    return found


def _line(session: Session, file: str, row: TableRow, unread: Sequence[tuple[str, str]]) -> SlipLine:
    number = read_number(row.text("number") or "")
    alert = _alert(session, number)
    line = SlipLine(file, row.row, number.alert if number else "", _head(session, alert), number)
    if number is None or alert is None:
        line.refuse(Reason("slip.unknown_number", {"number": row.text("number") or ""}), verdict=SlipVerdict.UNKNOWN)
        return line
    shown = row.text("alert")
    if shown and shown.strip() != number.alert:
        line.refuse(Reason("slip.locked_changed", {"column": "预警编号", "value": shown}), verdict=SlipVerdict.UNKNOWN)
        return line
    if unread:
        line.refuse(*(Reason("slip.not_understood", {"column": c, "value": v}) for c, v in unread))
        return line
    given, wrong = _values(row)
    line.given = given
    if wrong:
        line.refuse(*wrong)
    elif given:
        _compare(session, line, alert, number)
    return line


def _alert(session: Session, number: SlipNumber | None) -> Alert | None:
    if number is None:
        return None
    return session.scalars(select(Alert).where(Alert.number == number.alert)).one_or_none()


def _head(session: Session, alert: Alert | None) -> str:
    if alert is None:
        return ""
    own = select(HouseholdSummary.head_name).where(HouseholdSummary.household_id == alert.household_id)
    return session.scalar(own) or ""


def _values(row: TableRow) -> tuple[dict[str, object], list[Reason]]:
    """What was filled in, words as their codes; nothing for blank cells."""
    given: dict[str, object] = {}
    wrong: list[Reason] = []
    for name in (*_OF_MEASURE, *_OF_ALERT):
        value = row.values.get(name)
        if value is None or value == "":
            continue
        given[name] = value if name == "amount_fen" else str(value).strip()
        if name in _CODES:
            codes = {word: member.value for member in _CODES[name] for word in (member.value, member.label)}
            if given[name] not in codes:
                wrong.append(
                    Reason("slip.unknown_word", {"value": given[name], "known": [m.label for m in _CODES[name]]})
                )
            given[name] = codes.get(str(given[name]), "")
    if given.get("closure") not in (None, "是"):
        wrong.append(Reason("slip.unknown_word", {"value": given["closure"], "known": ["是"]}))
    return given, wrong


def _compare(session: Session, line: SlipLine, alert: Alert, number: SlipNumber) -> None:
    measure = _measure(session, line, alert, number)
    if number.measure_id is not None and measure is None:
        line.refuse(Reason("slip.measure_gone", {}), verdict=SlipVerdict.STALE)
        return
    line.measure_id = measure.id if measure else None
    line.differences = (*_of_alert(line, alert), *_of_measure(line, measure))
    if not line.differences:
        line.verdict = SlipVerdict.SAME
    elif digest_of(alert, measure if number.measure_id is not None else None) != number.digest:
        line.refuse(Reason("slip.stale", {"number": alert.number}), verdict=SlipVerdict.STALE)
    else:
        line.verdict = SlipVerdict.WRITTEN


def _measure(session: Session, line: SlipLine, alert: Alert, number: SlipNumber) -> Measure | None:
    """The measure of the line; a line for a new one that came before speaks of what it made then."""
    own = list(session.scalars(select(Measure).where(Measure.alert_id == alert.id).order_by(Measure.id)))
    if number.measure_id is not None:
        return next((measure for measure in own if measure.id == number.measure_id), None)
    names = ("group", "description", "responsible")
    if "group" not in line.given:
        return None
    for measure in own:
        if all((getattr(measure, name) or "") == line.given.get(name, "") for name in names):
            return measure
    return None


def _of_alert(line: SlipLine, alert: Alert) -> Iterator[Difference]:
    person, is_accepted = line.given.get("person"), alert.responded_on is not None
    if person and not (is_accepted and alert.department_contact == person):
        yield Difference("接收人", alert.department_contact or "" if is_accepted else "", person)
    if line.given.get("closure") and AlertState(alert.state) not in _ASKED_TO_CLOSE:
        yield Difference("申请销号", "", "是")


def _of_measure(line: SlipLine, measure: Measure | None) -> Iterator[Difference]:
    for name, value in line.of_measure.items():
        before = getattr(measure, name) if measure else None
        after = a_day(value) if name in _DAYS else value
        if before != after:
            yield Difference(_TITLES[name], _shown(name, before), _shown(name, after))


def _shown(name: str, value: object) -> object:
    if name in _CODES and value:
        return _CODES[name](str(value)).label
    return value.isoformat() if isinstance(value, date) else value


_TITLES: Mapping[str, str] = {
    "group": "措施类别",
    "description": "具体措施",
    "responsible": "责任人",
    "starts_on": "开始日期",
    "due_on": "完成期限",
    "amount_fen": "资金（元）",
    "state": "进度",
    "done_on": "完成日期",
    "evidence": "佐证",
    "cancelled_reason": "取消原因",
}
