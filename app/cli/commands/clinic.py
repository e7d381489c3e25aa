"""clinic: doubtful ID numbers with what they may be."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.id_number import masked, masked_damaged
from app.services.wording import sentence

if TYPE_CHECKING:
    from app.services.clinic.diagnosing import Diagnosis


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="也列出已认定属实的")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    found = session.office.clinic.diagnose(today=session.today)
    rows = [row for row in found if arguments.all or row.state != "kept"]
    session.answer(_as_json(rows), text=lambda: _as_text(rows))
    return DONE


def _as_json(rows: Sequence[Diagnosis]) -> dict[str, object]:
    return {
        "by_fault": dict(Counter(fault.value for row in rows for fault in row.faults)),
        "persons": [
            {
                "person": row.person_id,
                "row_version": row.row_version,
                "household_code": row.household_code,
                "village": row.village,
                "name": row.name,
                "id_number": row.number,
                "faults": [fault.value for fault in row.faults],
                "state": row.state,
                "reason": row.reason or None,
                "is_sure": row.is_sure,
                "candidates": [
                    {
                        "id_number": candidate.number,
                        "confidence": candidate.confidence,
                        "source": candidate.source.value,
                        "reasons": [sentence(reason) for reason in candidate.reasons],
                        "owner": candidate.owner or None,
                    }
                    for candidate in row.candidates
                ],
            }
            for row in rows
        ],
    }


def _as_text(rows: Sequence[Diagnosis]) -> str:
    counts = Counter(fault.label for row in rows for fault in row.faults)
    lines = [f"证件有问题的 {len(rows)} 人"]
    lines += [f"  {label}：{count} 人" for label, count in counts.most_common()]
    for row in rows:
        said = "、".join(fault.label for fault in row.faults)
        best = (
            f"；最可能是 {masked(row.candidates[0].number)}（{row.candidates[0].confidence}分）"
            if row.candidates
            else ""
        )
        lines.append(
            f"{row.village} {row.household_code} {row.name} {masked_damaged(row.number) or '（无号码）'}：{said}{best}"
        )
    return "\n".join(lines)


COMMAND = Command("clinic", "核对证件号码", _run, _arguments)
