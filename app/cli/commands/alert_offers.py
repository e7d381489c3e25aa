"""alert-offers: from what alerts may come: monthly checks, departments' lists, rules."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.session import DONE, Session

if TYPE_CHECKING:
    from app.services.raising.records import ListRow, Offer

_CHECKS, _LISTS, _RULES = "checks", "lists", "rules"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", choices=(_RULES, _LISTS, _CHECKS), help="只看这一个来源")
    parser.add_argument("--rows", action="store_true", help="部门推送的每一行（未达阈值、没有对应到户的也列出）")
    parser.add_argument("--settings", action="store_true", help="阈值和规则现在的值")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.raising.records import OfferSource

    raising = session.office.raising
    if arguments.settings:
        session.answer(_settings(session), text=lambda: _settings_text(session))
        return DONE
    if arguments.rows:
        rows = raising.rows(today=session.today)
        session.answer(_rows_json(rows), text=lambda: "\n".join(_row_text(row) for row in rows) or "没有部门推送。")
        return DONE
    named = {_CHECKS: OfferSource.CHECKS, _LISTS: OfferSource.LISTS, _RULES: OfferSource.RULES}
    wanted = [named[arguments.source]] if arguments.source else list(OfferSource)
    offers = raising.offers(today=session.today, sources=wanted)
    session.answer(_as_json(offers), text=lambda: _as_text(offers))
    return DONE


def _as_json(offers: tuple[Offer, ...]) -> dict[str, object]:
    return {
        "offers": [
            {
                "key": offer.key,
                "source": offer.source.value,
                "household_code": offer.household.code,
                "gap": offer.gap.value if offer.gap else None,
                "way": offer.way.value,
                "alert": offer.open_alert or None,
                "title": offer.title,
                "value": offer.evidence.value,
                "from": offer.evidence.source,
                "on": offer.evidence.on.isoformat() if offer.evidence.on else None,
                "origin": offer.origin,
                "found_on": offer.found_on.isoformat(),
            }
            for offer in offers
        ],
        "by_source": Counter(offer.source.value for offer in offers),
    }


def _as_text(offers: tuple[Offer, ...]) -> str:
    lines = [f"待标注 {len(offers)} 项"]
    for offer in offers:
        home = offer.household
        lines.append(f"  {offer.source.label}  {home.code} {home.village_name} {home.head_name}  {offer.way.label}")
        lines += [f"    {offer.fact}", f"    {offer.key}"]
    return "\n".join(lines)


def _rows_json(rows: tuple[ListRow, ...]) -> dict[str, object]:
    return {
        "rows": [
            {
                "id": row.id,
                "department": row.department,
                "kind": row.kind,
                "name": row.name,
                "household_code": row.household.code if row.household else None,
                "population": row.population.value if row.population else None,
                "amount_fen": row.amount_fen,
                "threshold_fen": row.threshold_fen,
                "on": row.happened_on.isoformat() if row.happened_on else None,
                "content": row.content,
                "origin": row.origin,
                "state": row.state.value,
                "answer": row.answer,
            }
            for row in rows
        ],
        "by_state": Counter(row.state.value for row in rows),
    }


def _row_text(row: ListRow) -> str:
    amount = "" if row.amount_fen is None else f" {row.amount_fen / 100:.2f}元"
    code = row.household.code if row.household else "没有对应到户"
    return f"{row.id}  {row.state.label}  {row.kind_name}{amount}  {row.name} {code}  {row.answer}".rstrip()


def _settings(session: Session) -> dict[str, object]:
    raising = session.office.raising
    return {
        "kinds": [
            {
                "kind": kind.code,
                "name": kind.name,
                "on": kind.on,
                "gap": kind.gap or None,
                "thresholds": {population.value: fen for population, fen in kind.thresholds.items()},
                "over": kind.is_over,
                "reason": kind.reason,
                "note": kind.note,
            }
            for kind in raising.kinds().values()
        ],
        "rules": [
            {
                "rule": rule.code,
                "number": rule.number,
                "name": rule.name,
                "on": rule.on,
                "gap": rule.gap,
                "params": dict(rule.params),
                "reason": rule.reason,
                "note": rule.about,
            }
            for rule in raising.rules().values()
        ],
    }


def _settings_text(session: Session) -> str:
    raising = session.office.raising
    lines = []
    for kind in raising.kinds().values():
        amounts = "、".join(f"{p.label} {fen / 100:.0f}元" for p, fen in kind.thresholds.items()) or "推送即提请"
        lines.append(f"{kind.code}  {kind.name}：{amounts}{'' if kind.on else '（停用）'}  {kind.reason or kind.note}")
    for rule in raising.rules().values():
        params = "、".join(f"{name}={value}" for name, value in rule.params.items())
        lines.append(f"{rule.number}  {rule.name} {params}{'' if rule.on else '（停用）'}  {rule.reason or rule.about}")
    return "\n".join(lines)


COMMAND = Command("alert-offers", "待标注：月监测缺项、部门推送、规则提请的预警", _run, _arguments)
