"""The office's wording as one TOML file: out for a neighbour, in from one, with what would change before it does."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.services.errors import refuse
from app.services.files.atomic import write_file
from app.services.papers.wording_registry import VILLAGE, wording_keys
from app.services.papers.wording_service import NewWording, WordingRow

_LARGEST = 1_000_000
_SIGNERS = "signers"  # who signs is a custom of the district, not of one office
_HEAD = "# 守望：文书用语。每项为本单位现行的写法；没有列出的用程序原来的写法。\n"


@dataclass(frozen=True, slots=True)
class WordingChange:
    """One wording that a file says otherwise."""

    new: NewWording
    title: str
    before: str
    after: str

    def dated(self, valid_from: date, reason: str) -> NewWording:
        """To be saved from a day on, for a reason."""
        return replace(self.new, valid_from=valid_from, reason=reason)


def write_wording(rows: Sequence[WordingRow], out: Path) -> int:
    """Write the office's own wordings; those of villages stay here. The number of texts. Refused: ``files.*``."""
    own = [row for row in rows if row.is_own and wording_keys()[row.key].per != VILLAGE]
    lines = [_HEAD]
    for row in own:
        lines += [f"\n# {row.group}：{row.title}\n", "[[text]]\n", f"key = {_quoted(row.key)}\n"]
        lines += [f"scope = {_quoted(row.scope)}\n"] if row.scope else []
        lines.append(f"text = {_quoted(row.text)}\n")
    write_file(out, "".join(lines).encode("utf-8"))
    return len(own)


def read_wording(
    file: Path, rows: Sequence[WordingRow], *, valid_from: date, reason: str, with_office: bool = False
) -> tuple[WordingChange, ...]:
    """What a file says otherwise than the office does; names, phones, letterhead and numbers only ``with_office``.

    Refused: ``office_wording.file_kind``, ``…file_nothing``, ``…file_entry``.
    """
    known = {(row.key, row.scope): row for row in rows}
    found = []
    for key, scope, text in _entries(file):
        row = known.get((key, scope))
        if row is None:
            why = "本系统没有这一项用语"
            raise refuse("office_wording.file_entry", key=f"{key} {scope}".strip(), why=why)
        if text != row.text and (with_office or not row.own or row.key == _SIGNERS):
            found.append(WordingChange(NewWording(key, text, valid_from, reason, scope), row.title, row.text, text))
    if not found:
        raise refuse("office_wording.file_nothing", file=file.name)
    return tuple(found)


def _entries(file: Path) -> Iterator[tuple[str, str, str]]:
    try:
        if file.stat().st_size > _LARGEST:
            raise refuse("office_wording.file_kind", file=file.name)
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("office_wording.file_kind", file=file.name) from error
    entries = table.get("text")
    if not isinstance(entries, list) or not entries:
        raise refuse("office_wording.file_kind", file=file.name)
    for entry in entries:
        if not isinstance(entry, Mapping) or not all(isinstance(entry.get(name), str) for name in ("key", "text")):
            raise refuse("office_wording.file_kind", file=file.name)
        yield entry["key"], str(entry.get("scope", "")), entry["text"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
