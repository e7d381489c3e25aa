"""show: one household, as it is or as the ledger stood on a day."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, Session


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="户编号（国家系统的或本镇的）")
    parser.add_argument("--on", type=a_date, metavar="DATE", help="按那天晚上台账的样子")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    page = session.office.households.page(arguments.code, on=arguments.on)
    session.answer(page, text=lambda: _as_text(page))
    return DONE


def _as_text(page: Mapping[str, object]) -> str:
    case = page.get("case")
    state = case.get("state") if isinstance(case, Mapping) else "没有监测程序"
    lines = [f"{page['code']} {page.get('village') or ''} {page.get('head_name') or ''}：{state}"]
    lines += [f"  {member.get('name')} {member.get('relation') or ''}" for member in _rows(page, "members")]
    lines += [_sent(paper) for paper in _rows(page, "papers")]
    lines += [f"  {step.get('on')} {step.get('action')} {step.get('by')}" for step in _rows(page, "timeline")]
    return "\n".join(lines)


def _sent(paper: Mapping[str, object]) -> str:
    void = f"（{paper.get('voided_on')} 作废：{paper.get('voided_reason')}）" if paper.get("voided_on") else ""
    said = f"  ❄ {paper.get('on')} {paper.get('name')}第{paper.get('number')}号"
    return f"{said} {paper.get('paper_no') or ''}{void}".rstrip()


def _rows(page: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = page.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, (list, tuple)) else []


COMMAND = Command("show", "一户的全部情况", _run, _arguments)
