"""文书用语: what a text says from a day on, and a document number that is given out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, optional
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office


def _wording(office: Office, entry: Entry) -> Made:
    from app.services.papers.wording_registry import VILLAGE, wording_keys
    from app.services.papers.wording_service import NewWording

    key, scope = entry.text("key"), entry.text("scope")
    if key in wording_keys() and wording_keys()[key].per == VILLAGE:
        scope = _village(office, scope, title=wording_keys()[key].title)
    new = NewWording(
        key=key,
        text=None if entry.values.get("text") is None else entry.text("text"),
        valid_from=entry.day("valid_from"),
        reason=entry.text("reason"),
        scope=scope,
    )
    office.wording.save([new], actor=entry.actor, today=entry.today)
    return None


def _village(office: Office, name: str, *, title: str) -> str:
    found = office.wording.village_uid(name)
    if found is None:
        raise refuse("office_wording.unknown_scope", title=title, scope=name)
    return found


def _number(office: Office, entry: Entry) -> Made:
    text, _ = office.numbers.take(
        entry.text("series"),
        subject=entry.text("subject"),
        number=entry.number("number"),
        actor=entry.actor,
        today=entry.today,
    )
    return {"number": text}


KINDS = (
    RecordKind(
        "wording",
        "文书用语：从某日起的写法（不写 text 为恢复默认）",
        (
            Field("key", "用语代号，见 wording --list"),
            optional("scope", "村名或文书代号（按村、按文书的用语才写）"),
            optional("text", "写法，占位符写成 {乡镇}"),
            optional("valid_from", "生效日期（默认当天）", "day"),
            Field("reason", "修改原因"),
        ),
        _wording,
    ),
    RecordKind(
        "document-number",
        "发文字号：领一个文号（不写 number 为下一个）",
        (
            Field("series", "类别：request 请示，report 报告，letter 函"),
            Field("subject", "给哪份公文用"),
            optional("number", "序号", "integer"),
        ),
        _number,
    ),
)
