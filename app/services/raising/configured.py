"""Thresholds and rules as an office uses them: one setting, versioned, every change with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.services.errors import Reason, refuse, refuse_all
from app.services.ledger import Transaction
from app.services.raising.list_kinds import ListKind, Population, list_kinds
from app.services.raising.rules import AlertRule, alert_rules
from app.services.settings import set_in, setting_in

SETTING = "alerts.raising"
_LISTS, _RULES = "lists", "rules"


def list_kinds_in(session: Session) -> Mapping[str, ListKind]:
    """Every kind of list as the office uses it."""
    own = _own(session, _LISTS)
    return MappingProxyType({code: _kind(kind, own.get(code)) for code, kind in list_kinds().items()})


def alert_rules_in(session: Session) -> Mapping[str, AlertRule]:
    """Every rule as the office uses it."""
    own = _own(session, _RULES)
    return MappingProxyType({code: _rule(rule, own.get(code)) for code, rule in alert_rules().items()})


def set_kind_in(tx: Transaction, code: str, *, on: bool | None, thresholds: Mapping[str, int], reason: str) -> ListKind:
    """Change a kind's thresholds or switch it; what is not named stays as it is."""
    kind = list_kinds().get(code)
    if kind is None:
        raise refuse("raising.unknown_kind", kind=code, known=list(list_kinds()))
    refuse_all([*_no_reason(reason), *_bad_thresholds(kind, thresholds)])
    before = _own(tx.session, _LISTS).get(code, {})
    said = {
        "on": before.get("on", True) if on is None else on,
        "thresholds": {**before.get("thresholds", {}), **thresholds},
        "reason": reason.strip(),
    }
    _write(tx, _LISTS, code, said)
    return _kind(kind, said)


def set_rule_in(tx: Transaction, code: str, *, on: bool | None, params: Mapping[str, int], reason: str) -> AlertRule:
    """Change a rule's parameters or switch it; what is not named stays as it is."""
    rule = alert_rules().get(code) or next((r for r in alert_rules().values() if r.number == code), None)
    if rule is None:
        raise refuse("raising.unknown_rule", rule=code, known=list(alert_rules()))
    wrong = [
        Reason("raising.bad_param", {"name": name, "value": value, "known": list(rule.params)})
        for name, value in params.items()
        if name not in rule.params or not _is_count(value) or value == 0
    ]
    refuse_all([*_no_reason(reason), *wrong])
    before = _own(tx.session, _RULES).get(rule.code, {})
    said = {
        "on": before.get("on", True) if on is None else on,
        "params": {**before.get("params", {}), **params},
        "reason": reason.strip(),
    }
    _write(tx, _RULES, rule.code, said)
    return _rule(rule, said)


def _no_reason(reason: str) -> list[Reason]:
    return [] if reason.strip() else [Reason("raising.setting_without_reason")]


def _bad_thresholds(kind: ListKind, thresholds: Mapping[str, int]) -> list[Reason]:
    known = {population.value for population in Population}
    found = [
        Reason("raising.bad_threshold", {"name": name, "value": value, "known": sorted(known)})
        for name, value in thresholds.items()
        if name not in known or not _is_count(value)
    ]
    return [*found, *([Reason("raising.no_amounts", {"kind": kind.name})] if thresholds and not kind.by_amount else [])]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _own(session: Session, part: str) -> Mapping[str, Mapping[str, Any]]:
    own = setting_in(session, SETTING)
    found = own.get(part) if isinstance(own, dict) else None
    return found if isinstance(found, dict) else {}


def _kind(kind: ListKind, said: Mapping[str, Any] | None) -> ListKind:
    if not said:
        return kind
    thresholds = {Population(name): value for name, value in said.get("thresholds", {}).items()}
    return kind.configured(on=bool(said.get("on", True)), thresholds=thresholds, reason=str(said.get("reason", "")))


def _rule(rule: AlertRule, said: Mapping[str, Any] | None) -> AlertRule:
    if not said:
        return rule
    # A parameter that the table no longer knows is left behind.
    params = {name: value for name, value in said.get("params", {}).items() if name in rule.params}
    return rule.configured(on=bool(said.get("on", True)), params=params, reason=str(said.get("reason", "")))


def _write(tx: Transaction, part: str, code: str, said: Mapping[str, Any]) -> None:
    whole = {name: dict(_own(tx.session, name)) for name in (_LISTS, _RULES)}
    whole[part][code] = dict(said)
    set_in(tx, SETTING, whole)
    tx.note(**{part: code}, on=said["on"])
