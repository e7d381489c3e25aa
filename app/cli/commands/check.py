"""check: the 疑点 checks over the whole town, on the screen or as a workbook; ``--rules`` shows the table of rules."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.findings.availability import WORDS

if TYPE_CHECKING:
    from app.services.findings.availability import RuleState
    from app.services.findings.service import CheckResult


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="把疑点写成表格")
    parser.add_argument(
        "--out-dir", type=Path, metavar="DIR", help="按村、按规则各写一个表，另有统计表，供村里核实填写"
    )
    parser.add_argument(
        "--purpose", default="", metavar="WORDS", help="用途，记入审计；写明后 --out-dir 用完整证件号码"
    )
    parser.add_argument(
        "--code", nargs="+", action="extend", default=[], metavar="CODE", help="只查这些规则（默认全部启用的规则）"
    )
    parser.add_argument("--rules", action="store_true", help="列出检查规则：参数、是否启用、能不能查，不做检查")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.rules:
        return _rules(session)
    result = session.office.findings.check(codes=arguments.code, actor=session.actor, today=session.today)
    if arguments.out is not None:
        title = f"{session.office.settings.township()}疑点清单（{session.today.isoformat()}）"
        session.office.finding_files.write_list(
            arguments.out,
            result.findings,
            title=title,
            purpose=arguments.purpose,
            actor=session.actor,
            today=session.today,
            on_progress=progress("正在写表"),
        )
    files = _write_folder(session, arguments) if arguments.out_dir is not None else ()
    value = {**_as_json(result, arguments.out), "files": files}
    session.answer(value, text=lambda: "\n".join([_as_text(result, arguments.out), *files]))
    return DONE


def _write_folder(session: Session, arguments: argparse.Namespace) -> list[str]:
    purpose = arguments.purpose.strip()
    made = session.office.finding_files.write_folder(
        arguments.out_dir,
        whole_ids=bool(purpose),
        purpose=purpose,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在写表"),
    )
    return [str(made.folder.absolute() / name) for name in made.files]


def _as_json(result: CheckResult, out: Path | None) -> dict[str, object]:
    return {
        "checked": result.checked,
        "findings": [
            {
                "code": row.code,
                "title": row.title,
                "village": row.village,
                "household_code": row.household_code,
                "member_name": row.member_name,
                "member_id_number": row.member_id_number,
                "message": row.message,
                "hint": row.hint,
            }
            for row in result.findings
        ],
        "by_code": dict(result.by_code),
        "exempt": result.exempt,
        "fixed": result.fixed,
        "skipped": [
            {"code": rule.code, "title": rule.title, "why": result.skipped_why[rule.code].value}
            for rule in result.skipped
        ],
        "file": out and out.absolute(),
    }


def _as_text(result: CheckResult, out: Path | None) -> str:
    lines = [
        f"查了 {result.checked} 户：待核 {len(result.findings)} 条，豁免 {result.exempt} 条，已改 {result.fixed} 条"
    ]
    lines += [f"  {code} {_titles(result)[code]}：{count} 条" for code, count in sorted(result.by_code.items())]
    why = result.skipped_why
    lines += [f"  没有查 {rule.code} {rule.title}：{WORDS[why[rule.code]]}" for rule in result.skipped]
    if out is not None:
        lines.append(f"疑点清单已写入：{out}")
    return "\n".join(lines)


def _rules(session: Session) -> int:
    states = session.office.findings.rule_states(today=session.today)
    session.answer([_rule_json(state) for state in states], text=lambda: "\n".join(map(_rule_text, states)))
    return DONE


def _rule_json(state: RuleState) -> dict[str, object]:
    rule = state.rule
    return {
        "code": rule.code,
        "numbers": list(rule.numbers),
        "family": rule.family,
        "group": rule.group,
        "title": rule.title,
        "level": rule.level,
        "explain": rule.explain,
        "hint": rule.hint,
        "on": rule.on,
        "params": dict(rule.params),
        "default_params": dict(state.default.params),
        "first_year": rule.first_year,
        "last_year": rule.last_year,
        "needs": list(rule.needs),
        "changed": state.is_changed,
        "reason": rule.reason or None,
        "applicable": state.not_applicable is None,
        "why_not": state.not_applicable and state.not_applicable.value,
    }


def _rule_text(state: RuleState) -> str:
    rule = state.rule
    parts = [f"{rule.family:>2} {rule.code}（{rule.level}级）{rule.title}"]
    if rule.params:
        parts.append("参数 " + "、".join(f"{name}={value}" for name, value in rule.params.items()))
    if not rule.on:
        parts.append("停用")
    elif state.not_applicable is not None:
        parts.append(WORDS[state.not_applicable])
    if state.is_changed:
        parts.append(f"本单位调整：{rule.reason}")
    return "；".join(parts)


def _titles(result: CheckResult) -> Mapping[str, str]:
    return {row.code: row.title for row in result.findings}


COMMAND = Command("check", "查疑点数据", _run, _arguments)
