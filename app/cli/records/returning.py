"""收回登记: a paper that came home, by the code at its foot, with a scanned copy if there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, Made, RecordKind, optional

if TYPE_CHECKING:
    from app.services.office import Office


def _returned(office: Office, entry: Entry) -> Made:
    code = entry.text("code")
    row, _ = office.returning.tick(
        code,
        returned_on=entry.day("returned_on"),
        by=entry.text("returned_by"),
        actor=entry.actor,
        today=entry.today,
    )
    if scan := entry.text("scan"):
        office.returning.attach_scan(code, Path(scan), actor=entry.actor, today=entry.today)
    return {"code": row.code, "kind": row.kind, "household_code": row.household_code}


KINDS = (
    RecordKind(
        "paper-returned",
        "文书收回登记",
        (
            Field("code", "纸上页脚的编码"),
            optional("returned_on", "收回日期，不写为当天", "day"),
            optional("returned_by", "收回人，不写为操作人"),
            optional("scan", "扫描件或照片的文件路径"),
        ),
        _returned,
    ),
)
