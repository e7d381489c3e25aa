"""The steps that a filled-in slip asks for, taken through the alert door in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.models.cases import Alert, Measure
from app.models.enums import AlertState, MeasureState
from app.services.alerts.door import RefusedAlert, take_in
from app.services.cases.request import parse_step
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.slips.reading import SlipLine, SlipVerdict
from app.services.workflow.common_guards import a_day

_KEPT = ("evidence", "cancelled_reason", "done_on")


def write_lines(tx: Transaction, lines: Sequence[SlipLine]) -> int:
    """Take what may be taken, alert by alert; refused lines say why. Returns how many steps were taken."""
    by_alert: dict[str, list[SlipLine]] = {}
    for line in lines:
        if line.verdict is SlipVerdict.WRITTEN:
            by_alert.setdefault(line.alert, []).append(line)
    return sum(_Answer(tx, number, own).write() for number, own in by_alert.items())


class _Answer:
    """What came back for one alert."""

    def __init__(self, tx: Transaction, number: str, lines: Sequence[SlipLine]) -> None:
        self._tx, self._number, self._lines = tx, number, lines
        self._taken = 0

    def write(self) -> int:
        """Accepted, then the measures, then the closure."""
        self._accept()
        new = [line for line in self._lines if line.of_measure and line.measure_id is None]
        if new and self._alert().state == AlertState.ASSIGNED.value:
            self._plan(new)
        else:
            for line in new:
                self._update(line)
        for line in self._lines:
            if line.of_measure and line.measure_id is not None:
                self._update(line)
        self._close()
        return self._taken

    def _alert(self) -> Alert:
        return self._tx.session.scalars(select(Alert).where(Alert.number == self._number)).one()

    def _take(self, action: str, lines: Sequence[SlipLine], on: date, **data: object) -> bool:
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=self._tx.today)
        answer = take_in(self._tx, action, named=self._number, is_alert=True, given=given)
        if isinstance(answer, RefusedAlert):
            for line in lines:
                line.refuse(*answer.reasons)
            return False
        self._taken += 1
        self._tx.session.flush()
        return True

    def _day(self, line: SlipLine, name: str = "occurred_on") -> date:
        return a_day(line.given.get(name)) or a_day(line.given.get("occurred_on")) or self._tx.today

    def _accept(self) -> None:
        told = [line for line in self._lines if any(d.field == "接收人" for d in line.differences)]
        if told:
            self._take("accept", told[:1], self._day(told[0], "accepted_on"), person=told[0].given["person"])

    def _plan(self, lines: Sequence[SlipLine]) -> None:
        """The first measures together; one that is finished already is planned and finished."""
        planned = [_plain(line, without=("state", "done_on", "evidence", "cancelled_reason")) for line in lines]
        on = max(self._day(line) for line in lines)
        if not self._take("plan_measures", lines, on, measures=planned):
            return
        for line in lines:
            if line.given.get("state") in (MeasureState.DONE, MeasureState.CANCELLED):
                self._update(line)

    def _update(self, line: SlipLine) -> None:
        measure = self._tx.session.get(Measure, line.measure_id) if line.measure_id is not None else None
        if measure is None:
            self._take("update_measure", [line], self._day(line), measure=_plain(line))
            return
        kept: dict[str, object] = {"id": measure.id, "state": measure.state}
        for name in _KEPT:
            value = getattr(measure, name)
            kept |= {name: value.isoformat() if isinstance(value, date) else value} if value else {}
        self._take("update_measure", [line], self._day(line), measure={**kept, **_plain(line)})

    def _close(self) -> None:
        asking = [line for line in self._lines if any(d.field == "申请销号" for d in line.differences)]
        if not asking:
            return
        first = asking[0]
        if any(line.verdict is SlipVerdict.REFUSED for line in self._lines):
            first.refuse(Reason("slip.closure_waits", {}))
            return
        data: dict[str, object] = {"signers": [first.given["signer"]] if first.given.get("signer") else []}
        self._take("request_closure", asking, self._day(first), paper_no=first.given.get("paper_no"), **data)


def _plain(line: SlipLine, *, without: Sequence[str] = ()) -> dict[str, object]:
    return {name: value for name, value in line.of_measure.items() if name not in without}
