"""init, status, backup, restore, verify: the office as a whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session, session_user
from app.services import opening
from app.services.context import Actor
from app.services.status import Status
from app.services.wording import sentence
from app.services.workflow.plan import Plan, preset, presets


def _init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", default="2020", choices=presets(), help="预置方案")
    parser.add_argument("--year", type=int, help="方案年度（培训库默认为预置方案的年度，正式库默认为今年）")
    parser.add_argument("--township", default="石门镇", help="乡镇名称")
    parser.add_argument("--training", action="store_true", help="培训库：可以用 --today 指定日期")


def _init(session: Session, arguments: argparse.Namespace) -> int:
    options, user = session.options, session_user()
    made = opening.create_office_database(options.db, session.secret(), user, office=arguments.township)
    made.database.close()
    office = session.open_office(options.db, session.secret())
    try:
        plan = preset(arguments.preset)
        year = arguments.year or (plan.year if arguments.training else session.today.year)
        actor = Actor(user, options.by or user, arguments.township)
        office.settings.found(arguments.township, is_training=arguments.training, actor=actor, today=session.today)
        running = office.plans.create_from_preset(arguments.preset, year=year, actor=actor, today=session.today)
    finally:
        office.database.close()
    value = {
        "database": str(options.db.absolute()),
        "recovery_code": made.recovery_code,
        "plan": running.plan.name,
        "stages": _stages(running.plan),
    }
    session.answer(
        value,
        text=lambda: (
            f"已建库：{options.db.absolute()}\n方案：{running.plan.name}\n"
            f"恢复码（请抄写密封保管，只显示这一次）：{made.recovery_code}"
        ),
    )
    return DONE


def _stages(plan: Plan) -> list[dict[str, object]]:
    return [
        {"code": w.stage.value, "name": w.name, "opens_on": w.opens_on, "closes_on": w.closes_on} for w in plan.stages
    ]


def _status(session: Session, _arguments: argparse.Namespace) -> int:
    status = session.office.status.now(today=session.today)
    value = {
        "plan": status.plan_name,
        "stage": status.stage.stage.value if status.stage else None,
        "stage_name": status.stage.name if status.stage else None,
        "days_left": status.days_left,
        "households": status.households,
        "members": status.members,
        "cases": {state.label: count for state, count in status.cases.items()},
        "alerts": {state.label: count for state, count in status.alerts.items()},
        "late": [
            {"kind": late.kind, "name": late.name, "since": late.since, "count": len(late.items), "items": late.items}
            for late in status.late
        ],
    }
    session.answer(value, text=lambda: _status_text(status))
    return DONE


def _status_text(status: Status) -> str:
    if status.stage:
        stage = f"{status.stage.name} 第{status.day_of_stage}天，还剩{status.days_left}天"
    else:
        stage = f"现在不在任何阶段；下一阶段：{status.next_stage.name if status.next_stage else '无'}"
    cases = "、".join(f"{state.label}{count}户" for state, count in status.cases.items()) or "无"
    alerts = "、".join(f"{state.label}{count}条" for state, count in status.alerts.items()) or "无"
    late = "\n".join(f"  {row.name}：{len(row.items)}（{row.since}起）" for row in status.late) or "  无"
    return (
        f"{status.plan_name}\n{stage}\n共{status.households}户 {status.members}人\n"
        f"监测程序：{cases}\n预警：{alerts}\n逾期：\n{late}"
    )


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT", help="备份文件")


def _backup(session: Session, arguments: argparse.Namespace) -> int:
    made = session.office.backup.back_up(
        arguments.out, actor=session.actor, today=session.today, report=_progress("正在备份")
    )
    value = {"ok": not made.bad_attachments, "file": made.path.absolute(), "bytes": made.size}
    session.answer(value, text=lambda: f"备份已做好并检查通过：{made.path}（{made.size // 1024} KB）")
    return DONE


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")


def _restore(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.backup import restoring

    restored = restoring.restore(arguments.file, session.options.db, session.secret(), report=_progress("正在恢复"))
    session.office.backup.record_restored(restored, actor=session.actor, today=session.today)
    value = {"ok": True, "database": session.options.db.absolute(), "set_aside": restored.set_aside}
    session.answer(value, text=lambda: f"已恢复到：{session.options.db.absolute()}")
    return DONE


def _verify(session: Session, _arguments: argparse.Namespace) -> int:
    found = session.office.backup.verify(report=_progress("正在检查"))
    problems = [sentence(reason) for reason in found.problems]
    value = {
        "ok": found.is_good,
        "audit_entries": found.audit_entries,
        "audit_head": found.audit_head,
        "attachments": found.attachments,
        "problems": problems,
    }
    text = f"检查通过：审计{found.audit_entries}条，链头 {found.audit_head[:12]}"
    session.answer(value, text=lambda: "\n".join(problems) or text)
    return DONE if found.is_good else REFUSED


def _progress(name: str):
    shown = -1

    def report(done: int, total: int) -> None:
        nonlocal shown
        share = done * 10 // max(total, 1)
        if share != shown:
            shown = share
            print(f"{name} {share * 10}%", file=sys.stderr)

    return report


def _nothing(_parser: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


COMMANDS = (
    Command("init", "新建数据库", _init_arguments, _init),
    Command("status", "本年工作进展", _nothing, _status),
    Command("backup", "备份（做好后检查）", _backup_arguments, _backup),
    Command("restore", "从备份恢复", _restore_arguments, _restore),
    Command("verify", "检查数据库、审计链和附件", _nothing, _verify),
)
