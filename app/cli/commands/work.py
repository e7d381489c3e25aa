"""import, undo-import, screen, act, show, record: the work of the year."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session, as_mapping, read_json, to_json
from app.services.cases.door import Outcome
from app.services.cases.request import StepInput, parse_permit, parse_signers, parse_step
from app.services.errors import refuse
from app.services.screening.service import ScreeningResult, as_reasons
from app.services.wording import sentence
from app.services.workflow.common_guards import a_day
from app.services.workflow.judge import act_list


def _screen(session: Session, _arguments: argparse.Namespace) -> int:
    result = session.office.screening.run(actor=session.actor, today=session.today)
    value = {
        "candidates": [
            {
                "household_code": c.household_code,
                "category": c.category.value,
                "priority": c.priority,
                "reasons": as_reasons(c),
            }
            for c in result.candidates
        ],
        "unknown": [{"household_code": u.household_code, "missing": u.missing} for u in result.unknown],
        "carried_over": result.carried_over,
    }
    session.answer(value, text=lambda: _screening_text(result))
    return DONE


def _screening_text(result: ScreeningResult) -> str:
    by_category = Counter(candidate.category.label for candidate in result.candidates)
    found = "、".join(f"{name}{count}户" for name, count in by_category.items()) or "没有"
    signs = sum(unknown.has_sign for unknown in result.unknown)
    return (
        f"筛查完成：拟新增线索 {found}；自动纳入 {result.carried_over} 户；"
        f"缺数据不能判断 {len(result.unknown)} 户（其中有苗头的 {signs} 户，请先补）。"
    )


def _act_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", metavar="ACTION", help="操作，见 act --list")
    parser.add_argument("--list", action="store_true", help="列出两张流程表（不需要数据库）")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="户编号")
    parser.add_argument("--alert", nargs="+", action="extend", default=[], metavar="ID", help="预警编号")
    parser.add_argument("--data", type=Path, metavar="FILE.json", help="日期、签字人、文号和该步骤的内容")
    parser.add_argument("--permit", type=Path, metavar="FILE.json", help="补办单")


def _act(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list_actions(session)
    if not arguments.action or not (arguments.household or arguments.alert):
        raise refuse("act.nothing_named")
    given = parse_step(read_json(arguments.data), today=session.today)
    if arguments.alert or arguments.action in _RAISING:
        return _act_on_alerts(session, arguments, given)
    permit = parse_permit(read_json(arguments.permit)) if arguments.permit else None
    outcome = session.office.cases.take(
        arguments.action,
        households=arguments.household,
        given=given,
        actor=session.actor,
        today=session.today,
        permit=permit,
    )
    value = {
        "done": [{"household_code": d.household_code, "state": d.state.label} for d in outcome.done],
        "refused": [
            {
                "household_code": r.household_code,
                "codes": [reason.code for reason in r.reasons],
                "message": "".join(sentence(reason) for reason in r.reasons),
            }
            for r in outcome.refused
        ],
    }
    session.answer(value, text=lambda: _outcome_text(outcome))
    return REFUSED if outcome.refused else DONE


# The actions that raise an alert; "mark" and "emergency" belong to no case.
_RAISING = frozenset({"mark", "emergency"})


def _act_on_alerts(session: Session, arguments: argparse.Namespace, given: StepInput) -> int:
    outcome = session.office.alerts.take(
        arguments.action,
        alerts=arguments.alert,
        households=arguments.household,
        given=given,
        actor=session.actor,
        today=session.today,
    )
    value = {
        "done": [{"alert": d.number, "household_code": d.household_code, "state": d.state.label} for d in outcome.done],
        "refused": [
            {
                ("alert" if r.named in arguments.alert else "household_code"): r.named,
                "codes": [reason.code for reason in r.reasons],
                "message": "".join(sentence(reason) for reason in r.reasons),
            }
            for r in outcome.refused
        ],
    }
    lines = [f"完成 {len(outcome.done)} / 拒绝 {len(outcome.refused)}"]
    lines += [f"  {done.number}：{done.state.label}" for done in outcome.done]
    lines += [f"  {r.named}：{sentence(reason)}" for r in outcome.refused for reason in r.reasons]
    session.answer(value, text=lambda: "\n".join(lines))
    return REFUSED if outcome.refused else DONE


def _outcome_text(outcome: Outcome) -> str:
    lines = [f"完成 {len(outcome.done)} / 拒绝 {len(outcome.refused)}"]
    lines += [f"  {done.household_code}：{done.state.label}" for done in outcome.done]
    for refused in outcome.refused:
        lines += [f"  {refused.household_code}：{sentence(reason)}" for reason in refused.reasons]
    return "\n".join(lines)


def _list_actions(session: Session) -> int:
    rows = act_list()
    if session.options.is_json:
        print(to_json(rows))
        return DONE
    for row in rows:
        sources = "、".join(str(state) for state in row["from"])  # type: ignore[attr-defined]
        print(f"{row['workflow']:5} {row['row']:>3} {row['action']:20} {row['name']}：{sources} → {row['to']}")
    return DONE


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="户编号")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="按那天晚上台账的样子")


def _show(session: Session, arguments: argparse.Namespace) -> int:
    page = session.office.households.page(arguments.code, on=arguments.on)
    session.answer(page, text=lambda: _page_text(page))
    return DONE


def _page_text(page: dict[str, object]) -> str:
    case = page["case"]
    state = case["state"] if isinstance(case, dict) else "没有监测程序"
    members = page["members"] if isinstance(page["members"], list) else []
    lines = [f"{page['code']} {page.get('village') or ''} {page.get('head_name') or ''}：{state}"]
    lines += [f"  {member['name']} {member['relation'] or ''}" for member in members]
    timeline = page.get("timeline")
    for step in timeline if isinstance(timeline, list) else []:
        lines.append(f"  {step['on']} {step['action']} {step['by']}")
    return "\n".join(lines)


_RECORD_KINDS = {
    "village-sheet": "村级排查上报表：village, sheet_no, signed_on, signers(2), zero",
    "hit-strike": "村核不报：household, reason, signers(2), on",
}


def _record_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=sorted(_RECORD_KINDS), metavar="KIND", help="见 record --list")
    parser.add_argument("--list", action="store_true", help="列出可登记的内容")
    parser.add_argument("--data", type=Path, metavar="FILE.json", help="一条或多条记录")


def _record(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list or arguments.kind is None:
        rows = [{"kind": kind, "fields": fields} for kind, fields in _RECORD_KINDS.items()]
        session.answer(rows, text=lambda: "\n".join(f"{kind}  {fields}" for kind, fields in _RECORD_KINDS.items()))
        return DONE
    content = read_json(arguments.data)
    entries = content if isinstance(content, list) else [content]
    for entry in entries:
        _record_one(session, arguments.kind, dict(as_mapping(entry)))
    session.answer({"recorded": len(entries)}, text=lambda: f"已登记 {len(entries)} 条。")
    return DONE


def _record_one(session: Session, kind: str, entry: dict[str, object]) -> None:
    screening, actor, today = session.office.screening, session.actor, session.today
    signers = parse_signers(entry.get("signers"))
    if kind == "village-sheet":
        screening.close_sheet(
            str(entry.get("village") or ""),
            sheet_no=str(entry.get("sheet_no") or ""),
            signed_on=a_day(entry.get("signed_on")) or today,
            signers=signers,
            is_zero=entry.get("zero") is True,
            actor=actor,
            today=today,
        )
        return
    screening.strike(
        str(entry.get("household") or ""),
        reason=str(entry.get("reason") or ""),
        signers=signers,
        on=a_day(entry.get("on")) or today,
        actor=actor,
        today=today,
    )


def _nothing(_parser: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


COMMANDS = (
    Command("screen", "按方案筛查（排查阶段内）", _nothing, _screen),
    Command("act", "办理流程步骤", _act_arguments, _act),
    Command("show", "一户的全部情况", _show_arguments, _show),
    Command("record", "登记不属于流程步骤的内容", _record_arguments, _record),
)
