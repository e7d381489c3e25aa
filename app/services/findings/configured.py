"""The rule table as an office uses it: switched on or off, with its own parameters (a setting, versioned)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from app.services.errors import Reason, refuse, refuse_all
from app.services.findings.rules import Rule, find_rule, rules
from app.services.ledger import Transaction
from app.services.settings import set_in, setting_in

SETTING = "findings.rules"


def rules_in(session: Session) -> Mapping[str, Rule]:
    """Every rule as the office uses it, in the order of the table."""
    own = _own(session)
    if not own:
        return rules()
    return MappingProxyType({code: _configured(rule, own.get(code)) for code, rule in rules().items()})


def configure_in(
    tx: Transaction, number: str, *, on: bool | None, params: Mapping[str, int] | None, reason: str
) -> Rule:
    """Switch a rule or change its parameters; what is not named stays as it is."""
    rule = _known(number)
    _refuse_bad(rule, params or {}, reason)
    own = dict(_own(tx.session))
    before = own.get(rule.code, {})
    changed = {
        "on": before.get("on", rule.on) if on is None else on,
        "params": {**before.get("params", {}), **(params or {})},
        "reason": reason.strip(),
    }
    own[rule.code] = changed
    _write(tx, own, rule.code, changed)
    return _configured(rule, changed)


def restore_in(tx: Transaction, number: str) -> Rule:
    """The rule as the table says."""
    rule = _known(number)
    own = {code: said for code, said in _own(tx.session).items() if code != rule.code}
    _write(tx, own, rule.code, {})
    return rule


def _own(session: Session) -> Mapping[str, Mapping[str, Any]]:
    own = setting_in(session, SETTING)
    return own if isinstance(own, dict) else {}


def _known(number: str) -> Rule:
    rule = find_rule(number)
    if rule is None:
        raise refuse("finding.unknown_rule", rules=[number])
    return rule


def _refuse_bad(rule: Rule, params: Mapping[str, int], reason: str) -> None:
    reasons: list[Reason] = []
    if not reason.strip():
        reasons.append(Reason("finding.setting_without_reason"))
    for name, value in params.items():
        if name not in rule.params:
            known = "、".join(rule.params) or "（无）"
            reasons.append(Reason("finding.unknown_param", {"name": name, "rule": rule.code, "known": known}))
        elif isinstance(value, bool) or not isinstance(value, int) or value < 0:  # pyright: ignore[reportUnnecessaryIsInstance]
            reasons.append(Reason("finding.bad_param", {"name": name, "value": value}))
    refuse_all([*reasons, *_bad_day({**rule.params, **params})])


def _bad_day(params: Mapping[str, int]) -> list[Reason]:
    """A day that is not in every year's calendar."""
    month, day = params.get("month"), params.get("day")
    if month is None or day is None or not isinstance(month, int) or not isinstance(day, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        return []
    longest = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if 1 <= month <= len(longest) and 1 <= day <= longest[month - 1]:
        return []
    return [Reason("finding.bad_day", {"month": month, "day": day})]


def _configured(rule: Rule, said: Mapping[str, Any] | None) -> Rule:
    if not said:
        return rule
    # A parameter that the table no longer knows is left behind.
    params = {name: value for name, value in said.get("params", {}).items() if name in rule.params}
    return rule.configured(on=bool(said.get("on", rule.on)), params=params, reason=str(said.get("reason", "")))


def _write(tx: Transaction, own: Mapping[str, Any], code: str, said: Mapping[str, Any]) -> None:
    set_in(tx, SETTING, dict(own))
    tx.note(rule=code, **{name: said[name] for name in ("on", "params") if name in said})
