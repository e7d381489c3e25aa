"""作废: a frozen paper that should not have left, by its kind and number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind

if TYPE_CHECKING:
    from app.services.office import Office


def _void(office: Office, entry: Entry) -> Made:
    kind, number = entry.text("kind"), entry.number("number") or 0
    office.papers.void_numbered(kind, number, reason=entry.text("reason"), actor=entry.actor, today=entry.today)
    return None


KINDS = (
    RecordKind(
        "paper-void",
        "存档文书作废（编号不再使用，重印带“作废”字样）",
        (
            Field("kind", "文书种类，见 print --list"),
            Field("number", "存档号", "integer"),
            Field("reason", "作废原因"),
        ),
        _void,
    ),
)
