"""Households as lists name them, whether they have a case or not; the reasons and clues that speak for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import select

from app.models.enums import ClueChannel, ClueState, HouseholdType, Tag
from app.models.facts import Clue
from app.models.history import in_chunks
from app.models.household import HouseholdSummary
from app.models.screening import ScreeningHit
from app.services.papers.queries.asking import Question
from app.services.papers.queries.gone import last_known
from app.services.papers.wording import short_day, yuan
from app.services.screening.clauses import GUARANTEES

_COUNTS = (ClueState.UNVERIFIED, ClueState.VERIFIED, ClueState.PROPOSED)


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A living household as lists name it."""

    household_id: int
    code: str
    village_id: int
    village: str
    group: str
    head: str
    id_number: str
    members: int
    household_type: str
    net_per_head_fen: int | None

    @property
    def income(self) -> str:
        """人均纯收入 in yuan."""
        return yuan(self.net_per_head_fen)


def household_rows(question: Question, ids: Iterable[int]) -> dict[int, HouseholdRow]:
    """The households with these ids."""
    summary = HouseholdSummary
    found: dict[int, HouseholdRow] = {}
    for chunk in in_chunks(sorted(set(ids))):
        for row in question.session.scalars(select(summary).where(summary.household_id.in_(chunk))):
            found[row.household_id] = HouseholdRow(
                household_id=row.household_id,
                code=row.code,
                village_id=row.village_id,
                village=row.village_name,
                group=row.group_name,
                head=row.head_name,
                id_number=row.head_id_number or "",
                members=row.member_count,
                household_type=HouseholdType(row.household_type).label if row.household_type else "",
                net_per_head_fen=row.net_per_head_fen,
            )
    for household_id, known in last_known(question.session, (h for h, row in found.items() if not row.members)).items():
        found[household_id] = replace(
            found[household_id], head=known.head, id_number=known.id_number, members=known.members
        )
    return found


def clue_texts(question: Question, ids: Iterable[int]) -> dict[int, str]:
    """The clues that count, by household: channel, day and content."""
    found: dict[int, list[str]] = {}
    states = [state.value for state in _COUNTS]
    for chunk in in_chunks(sorted(set(ids))):
        statement = (
            select(Clue.household_id, Clue.channel, Clue.received_on, Clue.content)
            .where(Clue.household_id.in_(chunk), Clue.state.in_(states))
            .order_by(Clue.received_on, Clue.id)
        )
        for row in question.session.execute(statement):
            when = f"（{short_day(row.received_on)}）" if row.received_on else ""
            text = f"{ClueChannel(row.channel).label}{when}：{row.content or ''}".rstrip("：。；")
            found.setdefault(row.household_id, []).append(text)
    return {household_id: "；".join(texts) for household_id, texts in found.items()}


def hit_reasons(question: Question, ids: Iterable[int]) -> dict[int, str]:
    """The reasons of the plan's screening hits, by household, as they are stored."""
    found: dict[int, str] = {}
    for chunk in in_chunks(sorted(set(ids))):
        statement = select(ScreeningHit.household_id, ScreeningHit.reasons).where(
            ScreeningHit.plan_id == question.running.plan_id, ScreeningHit.household_id.in_(chunk)
        )
        found.update((row.household_id, row.reasons) for row in question.session.execute(statement))
    return found


def tag_labels(tags: str) -> str:
    """Derived tags as words: 低保、重病."""
    return "、".join(Tag(tag).label for tag in tags.split(",") if tag)


def reasons_text(reasons: str, *, net_per_head_fen: int | None, line_fen: int) -> str:
    """The clauses of a hit with the values behind them, as a sentence."""
    texts = [
        _clause_text(cast("Mapping[str, object]", entry), net_per_head_fen=net_per_head_fen, line_fen=line_fen)
        for entry in json.loads(reasons or "[]")
    ]
    return "；".join(text for text in texts if text)


def _clause_text(entry: Mapping[str, object], *, net_per_head_fen: int | None, line_fen: int) -> str:
    code, text = str(entry.get("clause", "")), str(entry.get("text", ""))
    values = cast("Mapping[str, object]", entry.get("values") or {})
    match code:
        case "below_line" if net_per_head_fen is not None:
            return f"人均纯收入{yuan(net_per_head_fen)}元，低于{yuan(line_fen)}元"
        case "guarantee_unstable":
            listed = values.get("unstable", list(values))
            named = [GUARANTEES.get(str(name), str(name)) for name in cast("list[object]", listed)]
            return f"{'、'.join(named)}不稳定" if named else text
        case "clues":
            return f"群众反映等线索{values.get('clues', '')}件"
        case _:
            return text
