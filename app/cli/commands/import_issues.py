"""import-issues: what imports left for a person, and deciding it."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import progress, read_json, reasons_json
from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.imports.decisions import Decided
    from app.services.imports.issues import IssueRow


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="事项编号（不写：所列的全部）")
    parser.add_argument("--batch", type=int, metavar="BATCH", help="只看这个导入批次")
    parser.add_argument("--kind", metavar="KIND", help="只看这一类事项")
    parser.add_argument("--village", metavar="NAME", help="只看这个村")
    parser.add_argument("--all", action="store_true", help="已处理的也列出")
    parser.add_argument("--decide", metavar="OPTION", help="按这个选项处理（选项见列表的 options）")
    parser.add_argument(
        "--data", type=Path, metavar="FILE.json", help="处理时要写明的内容，例如 reason、on、village_id"
    )


def _run(session: Session, arguments: argparse.Namespace) -> int:
    decisions = session.office.decisions
    state = None if arguments.all and not arguments.decide else "open"
    rows = [
        row
        for row in decisions.rows(batch=arguments.batch, kind=arguments.kind, state=state)
        if arguments.village in (None, row.village) and (not arguments.ids or row.id in arguments.ids)
    ]
    if not arguments.decide:
        session.answer(_as_json(rows), text=lambda: _as_text(rows))
        return DONE
    if not arguments.ids and not arguments.kind:
        raise refuse("decision.which")
    data = read_json(arguments.data)
    decided = decisions.decide(
        arguments.ids or [row.id for row in rows],
        arguments.decide,
        actor=session.actor,
        today=session.today,
        data=data if isinstance(data, Mapping) else {},
        on_progress=progress("正在处理"),
    )
    session.answer(_decided_json(decided), text=lambda: _decided_text(decided))
    return REFUSED if decided.refused else DONE


def _as_json(rows: list[IssueRow]) -> dict[str, object]:
    from app.services.imports.decisions import options_of, words_of

    return {
        "issues": [
            {
                **asdict(row),
                "options": [
                    {"option": o.key, "words": words_of(row.kind, o.key), "needs": o.needs}
                    for o in (options_of(row.kind, is_linked=row.digest is not None) if row.is_open else ())
                ],
            }
            for row in rows
        ],
        "by_kind": Counter(row.kind for row in rows),
    }


def _as_text(rows: list[IssueRow]) -> str:
    from app.services.imports.decisions import options_of, words_of

    lines = [f"待核对事项 {len(rows)} 条"]
    for kind in dict.fromkeys(row.kind for row in rows):
        of_kind = [row for row in rows if row.kind == kind]
        answers = "、".join(f"{o.key} {words_of(kind, o.key)}" for o in options_of(kind))
        lines.append(f"{kind}（{len(of_kind)} 条；选项：{answers}）")
        lines += [f"  {row.id}  {row.message}{_said(row)}" for row in of_kind]
    return "\n".join(lines)


def _said(row: IssueRow) -> str:
    from app.services.imports.decisions import words_of

    return f"［{words_of(row.kind, row.decision)}］" if row.decision else ""


def _decided_json(decided: Decided) -> dict[str, object]:
    return {
        "done": list(decided.done),
        "refused": [{"issue": id_, **reasons_json(why.reasons)} for id_, why in decided.refused.items()],
    }


def _decided_text(decided: Decided) -> str:
    lines = [f"已处理 {len(decided.done)} 条，拒绝 {len(decided.refused)} 条"]
    lines += [f"  {id_}  {reasons_json(why.reasons)['message']}" for id_, why in decided.refused.items()]
    return "\n".join(lines)


COMMAND = Command("import-issues", "导入留下的待核对事项：列出、处理", _run, _arguments)
