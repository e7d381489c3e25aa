"""verify: database, audit chain and attachments, looked at from end to end."""

from __future__ import annotations

import argparse

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session
from app.services.wording import sentence


def _run(session: Session, _arguments: argparse.Namespace) -> int:
    found = session.office.backup.verify(report=progress("正在检查"))
    problems = [sentence(reason) for reason in found.problems]
    value = {
        "ok": found.is_good,
        "audit_entries": found.audit_entries,
        "audit_head": found.audit_head,
        "attachments": found.attachments,
        "content_hash": session.office.backup.content_hash(),
        "problems": problems,
    }
    text = f"检查通过：审计{found.audit_entries}条，链头 {found.audit_head[:12]}"
    session.answer(value, text=lambda: "\n".join(problems) or text)
    return DONE if found.is_good else REFUSED


COMMAND = Command("verify", "检查数据库、审计链和附件", _run)
