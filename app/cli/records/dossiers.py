"""一户一档: the office's own contents list, as the text of a dossier.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Made, RecordKind, optional

if TYPE_CHECKING:
    from app.services.office import Office


def _contents(office: Office, entry: Entry) -> Made:
    text = str(entry.values.get("text") or "")
    office.dossier_files.set_contents(text, actor=entry.actor, today=entry.today)
    return {"items": len(office.dossier_files.items())}


KINDS = (
    RecordKind(
        "dossier-contents",
        "一户一档目录：换成本单位的目录（不写 text 则恢复原样）",
        (optional("text", "目录的 TOML 文本，格式见 resources/papers/dossier.toml"),),
        _contents,
    ),
)
