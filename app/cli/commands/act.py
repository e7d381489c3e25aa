"""act: one step of the workflow for households or alerts, or the list of all steps."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.cli.answers import read_json, reasons_json
from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session
from app.services.cases.request import PermitInput, parse_permit, parse_step
from app.services.errors import refuse
from app.services.workflow.judge import act_list

_Line = dict[str, object]
# What raises an alert for a household; every other action of an alert names the alert.
_RAISING = frozenset({"mark", "emergency"})


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", metavar="ACTION", help="操作，见 act --list")
    parser.add_argument("--list", action="store_true", help="列出两张流程表（不需要数据库）")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="户编号")
    parser.add_argument("--alert", nargs="+", action="extend", default=[], metavar="ID", help="预警编号")
    parser.add_argument("--data", type=Path, metavar="FILE.json", help="日期、签字人、文号和该步骤的内容")
    parser.add_argument("--permit", type=Path, metavar="FILE.json", help="补办单")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session)
    if not arguments.action or not (arguments.household or arguments.alert):
        raise refuse("act.nothing_named")
    if arguments.alert and arguments.household:
        raise refuse("act.both_named")
    is_alert = bool(arguments.alert) or arguments.action in _RAISING
    done, refused = (_alerts if is_alert else _households)(session, arguments)
    session.answer({"done": done, "refused": refused}, text=lambda: _as_text(done, refused))
    return REFUSED if refused else DONE


def _households(session: Session, arguments: argparse.Namespace) -> tuple[list[_Line], list[_Line]]:
    outcome = session.office.cases.take(
        arguments.action,
        households=arguments.household,
        given=parse_step(read_json(arguments.data), today=session.today),
        permit=_permit(arguments),
        actor=session.actor,
        today=session.today,
    )
    done: list[_Line] = [{"household_code": d.household_code, "state": d.state.label} for d in outcome.done]
    return done, [{"household_code": r.household_code, **reasons_json(r.reasons)} for r in outcome.refused]


def _alerts(session: Session, arguments: argparse.Namespace) -> tuple[list[_Line], list[_Line]]:
    outcome = session.office.alerts.take(
        arguments.action,
        alerts=arguments.alert,
        households=arguments.household,
        given=parse_step(read_json(arguments.data), today=session.today),
        permit=_permit(arguments),
        actor=session.actor,
        today=session.today,
    )
    named = "alert" if arguments.alert else "household_code"
    done: list[_Line] = [
        {"alert": d.number, "household_code": d.household_code, "state": d.state.label} for d in outcome.done
    ]
    return done, [{named: r.named, **reasons_json(r.reasons)} for r in outcome.refused]


def _permit(arguments: argparse.Namespace) -> PermitInput | None:
    return parse_permit(read_json(arguments.permit)) if arguments.permit else None


def _as_text(done: Sequence[_Line], refused: Sequence[_Line]) -> str:
    lines = [f"完成 {len(done)} / 拒绝 {len(refused)}"]
    lines += [f"  {_name(line)}：{line['state']}" for line in done]
    lines += [f"  {_name(line)}：{line['message']}" for line in refused]
    return "\n".join(lines)


def _name(line: _Line) -> object:
    return line.get("alert") or line.get("household_code")


def _list(session: Session) -> int:
    rows = act_list()
    session.answer(rows, text=lambda: "\n".join(map(_row_text, rows)))
    return DONE


def _row_text(row: dict[str, object]) -> str:
    sources = row["from"] if isinstance(row["from"], list) else []
    return f"{row['workflow']:5} {row['row']:>3} {row['action']:20} {row['name']}：{'、'.join(sources)} → {row['to']}"


COMMAND = Command("act", "办理流程步骤", _run, _arguments)
