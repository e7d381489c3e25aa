"""The lists of the window as workbooks: the rows and columns that are shown, ID numbers masked unless asked for.

A copy with whole ID numbers leaves an entry in the audit; a masked one does so too, with the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import CaseState, Category, HouseholdType
from app.models.history import in_chunks
from app.models.household import HouseholdSummary
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import refuse
from app.services.exports.told import tell
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.findings.service import FindingRow
from app.services.id_number import masked
from app.services.ledger import Ledger
from app.services.papers.queries.asking import risk_labels
from app.services.papers.queries.households import tag_labels

_STATES = {"open": "待核", "fixed": "已改", "exempt": "属实豁免"}


@dataclass(frozen=True, slots=True)
class _Shown:
    kind: ColumnKind
    read: Callable[[HouseholdSummary], SheetValue]


def _label(enum: type[CaseState] | type[Category] | type[HouseholdType], code: str | None) -> str | None:
    return enum(code).label if code else None


_ROSTER: Mapping[str, _Shown] = MappingProxyType(
    {
        "code": _Shown(ColumnKind.ID, lambda s: s.code),
        "head": _Shown(ColumnKind.TEXT, lambda s: s.head_name),
        "id_number": _Shown(ColumnKind.ID, lambda s: s.head_id_number),
        "members": _Shown(ColumnKind.NUMBER, lambda s: s.member_count),
        "place": _Shown(ColumnKind.TEXT, lambda s: f"{s.village_name}{s.group_name}"),
        "type": _Shown(ColumnKind.TEXT, lambda s: _label(HouseholdType, s.household_type)),
        "category": _Shown(ColumnKind.TEXT, lambda s: _label(Category, s.category)),
        "case": _Shown(ColumnKind.TEXT, lambda s: _label(CaseState, s.case_state)),
        "income": _Shown(ColumnKind.FEN, lambda s: s.net_per_head_fen),
        "risks": _Shown(ColumnKind.TEXT, lambda s: risk_labels(s.risks)),
        "tags": _Shown(ColumnKind.TEXT, lambda s: tag_labels(s.tags)),
        "alerts": _Shown(ColumnKind.NUMBER, lambda s: s.open_alerts or None),
        "phone": _Shown(ColumnKind.ID, lambda s: s.phone),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """A list as the window shows it: ids in display order, columns as (key, title) in display order."""

    title: str
    ids: Sequence[int]
    columns: Sequence[tuple[str, str]]
    whole_ids: bool = False


def export_roster(
    ledger: Ledger,
    shown: ShownList,
    out: Path,
    *,
    purpose: str = "",
    actor: Actor,
    today: date,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write the roster's present list; returns the number of rows. Refused: ``papers.nothing``, ``files.*``."""
    if not shown.ids:
        raise refuse("papers.nothing", kind=shown.title)
    columns = [(key, title) for key, title in shown.columns if key in _ROSTER]
    sheet_columns = [SheetColumn(title, _ROSTER[key].kind) for key, title in columns]
    with ledger.reading() as session:
        rows = _roster_rows(session, shown, [key for key, _ in columns])
        spec = SheetSpec(name=shown.title, columns=sheet_columns, rows=rows, title=shown.title)
        written = write_workbook(out, [spec], total=len(shown.ids), on_progress=on_progress, cancelled=cancelled)
    tell(ledger, "roster", written, whole_ids=shown.whole_ids, purpose=purpose, actor=actor, today=today)
    return written


def _roster_rows(session: Session, shown: ShownList, keys: Sequence[str]) -> Iterator[Sequence[SheetValue]]:
    for chunk in in_chunks(shown.ids):
        statement = select(HouseholdSummary).where(HouseholdSummary.household_id.in_(chunk))
        found = {row.household_id: row for row in session.scalars(statement)}
        for id_ in chunk:
            if id_ in found:
                values = ((key, _ROSTER[key].read(found[id_])) for key in keys)
                yield [_guarded(key, value, whole=shown.whole_ids) for key, value in values]


def _guarded(key: str, value: SheetValue, *, whole: bool) -> SheetValue:
    return masked(str(value)) if key == "id_number" and value and not whole else value


def export_findings(
    ledger: Ledger, title: str, rows: Sequence[FindingRow], out: Path, *, actor: Actor, today: date
) -> int:
    """Write findings with rule, evidence and decision, for the villages to mend; returns the number of rows."""
    if not rows:
        raise refuse("papers.nothing", kind=title)
    text, id_, day = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DAY
    columns = [
        SheetColumn(heading, kind)
        for heading, kind in (
            *(("状态", text), ("规则编号", text), ("疑点", text), ("村", text), ("户编号", id_), ("户主", text)),
            *(("姓名", text), ("证件号码", id_), ("具体情况", text), ("怎么改", text), ("豁免理由", text)),
            *(("核实人", text), ("核实日期", day)),
        )
    ]

    def cells(row: FindingRow) -> list[SheetValue]:
        return [
            *(_STATES.get(row.state, row.state), row.code, row.title, row.village, row.household_code, row.head_name),
            *(row.member_name, masked(row.member_id_number), row.message, row.hint),
            *(row.reason, row.decided_by, row.decided_on),
        ]

    written = write_workbook(out, [SheetSpec(name=title, columns=columns, rows=map(cells, rows), title=title)])
    tell(ledger, "findings", written, whole_ids=False, actor=actor, today=today)
    return written
