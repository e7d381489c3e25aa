"""The rules at work: for each monitored household what its facts say against it, with value, source and day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.models.enums import Risk
from app.services.findings.base import months_before
from app.services.raising.records import Evidence
from app.services.raising.rule_facts import Fact, Home
from app.services.raising.rules import AlertRule
from app.services.standing import EXCUSED_DROPOUT

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the plan's line per head, and what departments' lists say was paid for medicine by household."""

    today: date
    line_fen: int
    self_paid: Callable[[int], Mapping[int, tuple[int, date | None]]]  # months back -> household -> sum, last day


Answer = Iterator[tuple[str, Evidence]]  # what of the household (a member's name, else nothing), and the evidence


def yuan(fen: int) -> str:
    """An amount as it is read."""
    return f"{fen / _HUNDRED:,.2f}".rstrip("0").rstrip(".") + "元"


def _known(value: str, fact: Fact) -> Evidence:
    return Evidence(value, fact.source, fact.on)


def _income(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    since = home.identified_on
    now = home.figures[0] if home.figures else None
    if now is None or since is None or now.on is None or now.on <= since:
        return
    before = home.at_identification or next((f for f in home.figures[1:] if f.on and f.on <= since), None)
    if before is None or before.value <= 0:
        return
    fell = (before.value - now.value) * _HUNDRED // before.value
    crossed = before.value >= asked.line_fen > now.value
    if fell >= rule.params["percent"] or crossed:
        words = f"人均纯收入 {yuan(now.value)}，识别时 {yuan(before.value)}"
        words += f"，下降 {fell}%" if fell > 0 else ""
        words += f"，跌破监测线 {yuan(asked.line_fen)}" if crossed else ""
        yield "", _known(words, now)


def _medical_share(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    paid = asked.self_paid(rule.params["months"]).get(home.brief.household_id)
    if paid is None or home.income_fen is None or home.heads < 1 or home.income_fen <= 0:
        return
    income = home.income_fen * home.heads
    share = paid[0] * _HUNDRED // income
    if share >= rule.params["percent"]:
        words = f"{rule.params['months']}个月内自付 {yuan(paid[0])}，占全家纯收入 {yuan(income)} 的 {share}%"
        yield "", Evidence(words, "部门推送", paid[1])


def _uninsured(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    for person in home.persons:
        if person.insured == 0 and person.insured_fact is not None:
            yield person.name, _known(f"{person.name} 居民医保、职工医保都为否", person.insured_fact)


def _housing(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    if home.housing is not None and home.housing.value == 0:
        yield "", _known(home.housing_words, home.housing)


def _dropout(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    for person in home.persons:
        reason = person.dropout_reason
        if person.at_school == 0 and person.school_fact is not None and reason and reason not in EXCUSED_DROPOUT:
            yield person.name, _known(f"{person.name} 失学辍学：{reason}", person.school_fact)


def _water(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    if home.water is not None and home.water.value == 0:
        yield "", _known("未解决安全饮用水", home.water)


def _no_work(home: Home, rule: AlertRule, asked: Asked) -> Answer:
    if Risk.UNSTABLE_WORK.value not in home.risks or not home.jobs:
        return
    newest = {person: (is_working, until, seen) for person, is_working, until, seen in home.jobs}
    edge = months_before(asked.today, rule.params["months"])
    worked = [day for _, is_working, until, seen in home.jobs if is_working == 1 and (day := _last_day(until, seen))]
    if any(is_working == 1 and _month(until) is None for is_working, until, _ in newest.values()):
        return
    idle = [seen for is_working, _, seen in newest.values() if is_working == 0 and seen]
    last = max(worked, default=None)
    since = last or min((seen for _, is_working, _, seen in home.jobs if is_working == 0 and seen), default=None)
    if since is None or since > edge:
        return
    words = f"最后务工 {last:%Y年%m月}" if last else f"{since:%Y年%m月} 起登记未务工"
    yield (
        "",
        Evidence(f"全户 {len(newest)} 名登记务工情况的成员都没有务工，{words}", "务工监测", max(idle, default=since)),
    )


def _last_day(until: str | None, seen: date | None) -> date | None:
    """The last day on which a recorded job is known to have lasted."""
    return _month(until) or seen


def _month(text: str | None) -> date | None:
    digits = "".join(c for c in (text or "") if c.isdigit())
    if len(digits) < len("YYYYM"):
        return None
    month = int(digits[4:6])
    return date(int(digits[:4]), month, 1) if 1 <= month <= 12 else None


CONDITIONS: Mapping[str, Callable[[Home, AlertRule, Asked], Answer]] = {
    "income": _income,
    "medical_share": _medical_share,
    "uninsured": _uninsured,
    "housing": _housing,
    "dropout": _dropout,
    "water": _water,
    "no_work": _no_work,
}
