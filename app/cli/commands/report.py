"""report: the township's report on a stage or a period, for the district; frozen with its figures."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.errors import refuse

_PERIODS = {"month": "month_report", "quarter": "quarter_report", "year": "year_report", "bulletin": "bulletin"}


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--stage", metavar="CODE", help="阶段代码：P Z D L M C（见 init 的结果）")
    what.add_argument("--month", metavar="2020-06", help="这个月的月报")
    what.add_argument("--quarter", metavar="2020Q2", help="这个季度的季报")
    what.add_argument("--year", metavar="2020", help="这一年的年度报告")
    what.add_argument("--bulletin", metavar="2020-06", help="这个月的通报：各村、各部门的及时情况")
    what.add_argument("--list", action="store_true", help="列出现在可以写的月报、季报、年度报告和通报")
    parser.add_argument("--appendix", action="store_true", help="附上每个数字背后的名单（附表），只用于阶段报告")
    parser.add_argument(
        "--figure",
        metavar="KEY",
        help="只列出阶段报告中一个数字背后的名单，如 listed；空着列出全部数字",
        nargs="?",
        const="",
    )
    parser.add_argument("--out", type=Path, metavar="FILE.pdf", help="写到这个文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session)
    if not arguments.stage and (arguments.appendix or arguments.figure is not None):
        raise refuse("report.of_stage_only")
    if arguments.figure is not None:
        return _figure(session, arguments)
    if arguments.out is None:
        raise refuse("report.no_file")
    told = progress("正在写报告")
    asked = next(((kind, code) for word, kind in _PERIODS.items() if (code := getattr(arguments, word))), None)
    if asked is not None:
        written = session.office.period_reports.write(
            "/".join(asked), arguments.out, actor=session.actor, today=session.today, on_progress=told
        )
    else:
        written = session.office.reports.stage_report(
            arguments.stage,
            arguments.out,
            actor=session.actor,
            today=session.today,
            appendix=arguments.appendix,
            on_progress=told,
        )
    value = {
        "pages": written.pages,
        "number": written.number,
        "as_of": written.as_of,
        "file": arguments.out.absolute(),
    }
    session.answer(
        value,
        text=lambda: f"已写入：{arguments.out}，{written.pages} 页，第 {written.number} 号，数据截至 {written.as_of}。",
    )
    return DONE


def _figure(session: Session, arguments: argparse.Namespace) -> int:
    """The figures of a stage's report, or the list behind one of them; nothing is frozen."""
    reports = session.office.reports
    if not arguments.figure:
        found = reports.figures(arguments.stage, today=session.today)
        value = [{"key": f.key, "name": f.name, "value": f.value, "unit": f.unit} for f in found]
        session.answer(value, text=lambda: "\n".join(f"{f.key}：{f.name} {f.value}{f.unit}" for f in found))
        return DONE
    told = reports.figure(arguments.stage, arguments.figure, today=session.today)
    lines = ["\t".join(row) for row in (told.columns, *told.rows)]
    value = {"name": told.name, "value": told.value, "unit": told.unit, "columns": told.columns, "rows": told.rows}
    session.answer(value, text=lambda: "\n".join([f"{told.name}：{told.value}{told.unit}", *lines]))
    return DONE


def _list(session: Session) -> int:
    found = session.office.period_reports.offered(today=session.today)
    value = [{"kind": r.kind, "period": r.period, "name": r.name, "as_of": r.as_of} for r in found]
    session.answer(value, text=lambda: "\n".join(f"{r.name}：数据截至 {r.as_of}" for r in found) or "监测还没有开始。")
    return DONE


COMMAND = Command("report", "阶段工作报告（报区审核）、月报、季报、年度报告和通报", _run, _arguments)
