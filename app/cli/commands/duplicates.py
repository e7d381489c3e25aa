"""duplicates: records that may be one person, what was joined, and who was told apart."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.wording import sentence

if TYPE_CHECKING:
    from app.services.duplicates.finding import Pair, Record


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--least", type=int, default=0, metavar="SCORE", help="只列出这个分数以上的（0至100）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    twins = session.office.duplicates
    pairs = [pair for pair in twins.find() if pair.score >= arguments.least]
    value = {
        "pairs": [_pair_json(pair) for pair in pairs],
        "merges": [
            {"merge": row.seq, "name": row.name, "alias": row.alias_name, "household_code": row.household_code}
            for row in twins.merges()
        ],
        "distinct": [
            {"first": row.first_id, "second": row.second_id, "reason": row.reason} for row in twins.distinct()
        ],
    }
    session.answer(value, text=lambda: _as_text(pairs))
    return DONE


def _pair_json(pair: Pair) -> dict[str, object]:
    return {
        "score": pair.score,
        "kind": pair.kind,
        "reasons": [sentence(reason) for reason in pair.reasons],
        "first": _record_json(pair.first),
        "second": _record_json(pair.second),
    }


def _record_json(record: Record) -> dict[str, object]:
    return {
        "person": record.person_id,
        "name": record.name,
        "id_number": record.number,
        "born_on": record.born_on,
        "relation": record.relation,
        "household_code": record.household_code,
        "village": record.village,
    }


def _as_text(pairs: Sequence[Pair]) -> str:
    lines = [f"疑似重复人员 {len(pairs)} 对"]
    for pair in pairs:
        said = "、".join(sentence(reason) for reason in pair.reasons)
        lines.append(f"{pair.score} 分：{_who(pair.first)} 与 {_who(pair.second)}（{said}）")
    return "\n".join(lines)


def _who(record: Record) -> str:
    return f"{record.village} {record.household_code} {record.name}"


COMMAND = Command("duplicates", "查疑似重复人员", _run, _arguments)
