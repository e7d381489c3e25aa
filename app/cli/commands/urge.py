"""urge: what each village and department still owes, as messages to be pasted."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import timedelta

from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, Session
from app.services.urging import message

_ANSWER_DAYS = 3


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--answer-by", type=a_date, metavar="DATE", help="回复期限，不写为三天后")
    parser.add_argument("--no-names", action="store_true", help="只写户数，不写户主姓名")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    gathered = session.office.urging.gather(today=session.today)
    by = arguments.answer_by or session.today + timedelta(days=_ANSWER_DAYS)
    texts = [
        message(row, office=gathered.office, today=session.today, answer_by=by, with_names=not arguments.no_names)
        for row in gathered.recipients
    ]
    value = [
        {"name": row.name, "contact": row.contact, "count": row.count, "urges": asdict(row)["urges"], "text": text}
        for row, text in zip(gathered.recipients, texts, strict=True)
    ]
    session.answer(value, text=lambda: "\n\n".join(texts) or "各村、各部门没有逾期或临近期限的工作。")
    return DONE


COMMAND = Command("urge", "催报：各村、各部门还欠哪些工作", _run, _arguments)
