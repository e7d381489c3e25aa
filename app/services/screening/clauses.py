"""The clauses of the plan's screening, three-valued: yes, no, unknown (plan 五（一）, design 2).

Pure rules over the signs of one household; ``app.services.screening.signs`` reads the signs of all in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.enums import Category, HouseholdType
from app.services.workflow.plan import Plan

Truth = bool | None
GUARANTEES: Mapping[str, str] = {
    "housing_safe": "住房安全",
    "water_safe": "饮水安全",
    "medical_covered": "基本医疗",
    "education_secured": "义务教育",
    "food_enough": "不愁吃",
    "clothing_enough": "不愁穿",
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the ledger says of one household, as far as the clauses ask."""

    household_type: str | None
    below_line: Truth
    guarantees: Mapping[str, Truth]
    income_event: bool = False
    clues: int = 0
    emergency: bool = False
    priority_group: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with its answer; ``source`` says where the clause stands: the plan, or a setting of the office."""

    code: str
    text: str
    answer: Truth
    source: str = "plan"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one household: a category with its clauses, and what is missing where it is unknown."""

    category: Category | None
    answer: Truth
    priority: bool
    clauses: tuple[Clause, ...]
    missing: tuple[str, ...] = ()


def both(*truths: Truth) -> Truth:
    """AND of three-valued truths."""
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def either(*truths: Truth) -> Truth:
    """OR of three-valued truths."""
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def negated(truth: Truth) -> Truth:
    """NOT of a three-valued truth."""
    return None if truth is None else not truth


def unstable(guarantees: Iterable[Truth]) -> Truth:
    """Any of 两不愁三保障 and water is not stable."""
    return either(*(negated(truth) for truth in guarantees))


def screen(signs: Signs, plan: Plan) -> Answer:
    """Which category the household would be proposed for, and why or why not."""
    if signs.household_type == HouseholdType.EXITED:
        found = _unstable_exited(signs)
    elif signs.household_type == HouseholdType.ORDINARY:
        found = _marginal(signs, plan)
    else:
        found = _type_unknown(signs, plan)
    if found.answer is not True and plan.variant != "sc2020" and signs.emergency:
        return _sudden(signs)
    return found


def _unstable_exited(signs: Signs) -> Answer:
    shaky = unstable(signs.guarantees.values())
    event = Clause("income_event", "收入骤减或支出骤增", signs.income_event)
    clauses = (
        Clause("below_line", "预计人均纯收入低于收入线", signs.below_line),
        Clause("guarantee_unstable", "两不愁三保障或饮水有不稳定", shaky),
        event,
    )
    answer = either(both(signs.below_line, shaky), signs.income_event)
    missing = _missing(signs, shaky) if answer is None else ()
    return Answer(Category.UNSTABLE_EXITED, answer, signs.priority_group, clauses, missing)


def _marginal(signs: Signs, plan: Plan) -> Answer:
    shaky = unstable(signs.guarantees.values())
    enough = signs.clues >= plan.limits.clues_needed
    clauses = [
        Clause("below_line", "预计人均纯收入低于收入线", signs.below_line),
        Clause("clues", "上访、信访、群众反映较多", enough),
    ]
    risk: Truth = enough
    if plan.counting.marginal_by_guarantee:
        clauses.append(Clause("guarantee_unstable", "两不愁三保障或饮水有不稳定", shaky, "setting"))
        risk = either(enough, shaky)
    answer = both(signs.below_line, risk)
    missing = _missing(signs, True if enough else shaky) if answer is None else ()
    return Answer(Category.MARGINAL, answer, signs.priority_group, tuple(clauses), missing)


def _sudden(signs: Signs) -> Answer:
    clauses = (
        Clause("above_line", "人均纯收入不低于收入线", negated(signs.below_line)),
        Clause("emergency", "有突发严重困难", signs.emergency),
    )
    answer = both(negated(signs.below_line), signs.emergency)
    missing = ("below_line",) if answer is None else ()
    return Answer(Category.SUDDEN, answer, signs.priority_group, clauses, missing)


def _type_unknown(signs: Signs, plan: Plan) -> Answer:
    """Without 户类型 the answer is unknown where one of both readings is not a no."""
    readings = (_unstable_exited(signs), _marginal(signs, plan))
    if all(reading.answer is False for reading in readings):
        return Answer(None, False, signs.priority_group, readings[0].clauses)
    missing = dict.fromkeys(("household_type", *readings[0].missing, *readings[1].missing))
    return Answer(None, None, signs.priority_group, readings[0].clauses, tuple(missing))


def _missing(signs: Signs, shaky: Truth) -> tuple[str, ...]:
    """The unknown facts that could change the answer: a guarantee matters only while none is known to be broken."""
    missing = ["below_line"] if signs.below_line is None else []
    if shaky is None:
        missing += [name for name, truth in signs.guarantees.items() if truth is None]
    return tuple(missing)
