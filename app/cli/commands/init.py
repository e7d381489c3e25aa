"""init: a new database with its plan, its first password and its recovery code."""

from __future__ import annotations

import argparse

from app.cli.main import Command
from app.cli.session import DONE, Session, session_user
from app.services import opening
from app.services.context import Actor
from app.services.workflow.plan import Plan, preset, presets


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", default="2020", choices=presets(), help="预置方案（默认 2020）")
    parser.add_argument(
        "--year", type=int, metavar="Y", help="方案年度（培训库默认为预置方案的年度，正式库默认为今年）"
    )
    parser.add_argument("--township", default="石门镇", metavar="NAME", help="乡镇名称")
    parser.add_argument("--training", action="store_true", help="培训库：可以用 --today 指定日期")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    options, user = session.options, session_user()
    session.accept_today(is_training=arguments.training)
    year = arguments.year or (preset(arguments.preset).year if arguments.training else session.today.year)
    made = opening.create_office_database(options.db, session.secret(), user, office=arguments.township)
    made.database.close()
    office = session.open_office(options.db, session.secret())
    try:
        actor = Actor(user, options.by or user, options.on_behalf_of or arguments.township)
        office.settings.found(arguments.township, is_training=arguments.training, actor=actor, today=session.today)
        running = office.plans.create_from_preset(arguments.preset, year=year, actor=actor, today=session.today)
    finally:
        office.database.close()
    value = {
        "database": options.db,
        "recovery_code": made.recovery_code,
        "plan": running.plan.name,
        "stages": _stages(running.plan),
    }
    session.answer(
        value,
        text=lambda: (
            f"已建库：{options.db}\n方案：{running.plan.name}\n"
            f"恢复码（请抄写密封保管，只显示这一次）：{made.recovery_code}"
        ),
    )
    return DONE


def _stages(plan: Plan) -> list[dict[str, object]]:
    return [
        {"code": w.stage.value, "name": w.name, "opens_on": w.opens_on, "closes_on": w.closes_on} for w in plan.stages
    ]


COMMAND = Command("init", "新建数据库", _run, _arguments)
