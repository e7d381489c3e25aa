"""The clauses of the plan's screening, three-valued: yes, no, unknown (plan 五（一）, design 2).

Pure rules over the signs of one household; ``app.services.screening.signs`` reads the signs of all in one statement.
Thousands of households share few patterns of signs, so each pattern is judged once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

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
# What can be missing: the facts that a clause asks and that are not closed-world.
FACTS: Mapping[str, str] = {"household_type": "户类型", "expected_income": "预计人均纯收入", **GUARANTEES}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the ledger says of one household, as far as the clauses ask. ``guarantees`` in the order of GUARANTEES."""

    household_type: str | None
    below_line: Truth
    guarantees: tuple[Truth, ...]
    income_event: bool = False
    clues: int = 0
    emergency: bool = False
    priority_group: bool = False

    @property
    def broken(self) -> tuple[str, ...]:
        """The guarantees that are known to be unstable."""
        return tuple(name for name, truth in zip(GUARANTEES, self.guarantees, strict=True) if truth is False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facts that nobody has recorded."""
        named = {"household_type": self.household_type, "expected_income": self.below_line}
        named |= dict(zip(GUARANTEES, self.guarantees, strict=True))
        return tuple(name for name, value in named.items() if value is None)

    @property
    def has_sign(self) -> bool:
        """Whether anything speaks for a difficulty: such households are shown first among the unknown."""
        return bool(
            self.below_line or self.broken or self.clues or self.priority_group or self.income_event or self.emergency
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What the clauses take from the plan."""

    clues_needed: int
    marginal_by_guarantee: bool
    has_sudden: bool

    @classmethod
    def of(cls, plan: Plan) -> Rules:
        """突发严重困难户 exist since 2021; the other rules are settings of the plan."""
        return cls(plan.limits.clues_needed, plan.counting.marginal_by_guarantee, plan.variant != "sc2020")


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


def screen(signs: Signs, rules: Rules) -> Answer:
    """Which category the household would be proposed for, and why or why not."""
    return _judged(replace(signs, clues=min(signs.clues, rules.clues_needed)), rules)


@lru_cache(maxsize=8_192)
def _judged(signs: Signs, rules: Rules) -> Answer:
    answer = _answered(signs, rules)
    return replace(answer, missing=_missing(signs, rules)) if answer.answer is None else answer


def _answered(signs: Signs, rules: Rules) -> Answer:
    """A yes of any reading wins; else an unknown; else the no of the household's own type."""
    if signs.household_type not in (HouseholdType.EXITED, HouseholdType.ORDINARY):
        return _of_either_type(signs, rules)
    is_exited = signs.household_type == HouseholdType.EXITED
    readings = [_unstable_exited(signs) if is_exited else _marginal(signs, rules)]
    if rules.has_sudden:
        readings.append(_sudden(signs))
    return next((r for wanted in (True, None) for r in readings if r.answer is wanted), readings[0])


def _of_either_type(signs: Signs, rules: Rules) -> Answer:
    """Without 户类型 the answer is known where both types have the same one."""
    first, second = (_answered(replace(signs, household_type=type_.value), rules) for type_ in HouseholdType)
    if first.answer is False and second.answer is False:
        return replace(first, category=None)
    if first.answer and second.answer and first.category is second.category:
        return first
    return replace(first, category=None, answer=None)


def _unstable_exited(signs: Signs) -> Answer:
    """(ii) 脱贫户: below the line and a guarantee unstable, or income fell or spending rose sharply."""
    shaky = unstable(signs.guarantees)
    clauses = (
        Clause("below_line", "预计人均纯收入低于收入线", signs.below_line),
        Clause("guarantee_unstable", "两不愁三保障或饮水有不稳定", shaky),
        Clause("income_event", "收入骤减或支出骤增", signs.income_event),
    )
    answer = either(both(signs.below_line, shaky), signs.income_event)
    return Answer(Category.UNSTABLE_EXITED, answer, signs.priority_group, clauses)


def _marginal(signs: Signs, rules: Rules) -> Answer:
    """(iii) 一般农户: below the line, and enough clues or (a setting) a guarantee unstable."""
    shaky, enough = unstable(signs.guarantees), signs.clues >= rules.clues_needed
    clauses = [
        Clause("below_line", "预计人均纯收入低于收入线", signs.below_line),
        Clause("clues", "上访、信访、群众反映较多", enough),
    ]
    risk: Truth = enough
    if rules.marginal_by_guarantee:
        clauses.append(Clause("guarantee_unstable", "两不愁三保障或饮水有不稳定", shaky, "setting"))
        risk = either(enough, shaky)
    return Answer(Category.MARGINAL, both(signs.below_line, risk), signs.priority_group, tuple(clauses))


def _sudden(signs: Signs) -> Answer:
    """(iv) Since 2021: not below the line, with a recorded emergency."""
    above = negated(signs.below_line)
    clauses = (
        Clause("above_line", "人均纯收入不低于收入线", above),
        Clause("emergency", "有突发严重困难", signs.emergency),
    )
    return Answer(Category.SUDDEN, both(above, signs.emergency), signs.priority_group, clauses)


def _missing(signs: Signs, rules: Rules) -> tuple[str, ...]:
    """The unknown facts that could change the answer: with some values of the others, one value of it decides."""
    unknown = signs.unknown
    outcomes = {
        values: _outcome(signs, unknown, values, rules) for values in product((False, True), repeat=len(unknown))
    }
    return tuple(
        name
        for position, name in enumerate(unknown)
        if any(outcome != outcomes[_turned(values, position)] for values, outcome in outcomes.items())
    )


def _turned(values: tuple[bool, ...], position: int) -> tuple[bool, ...]:
    return (*values[:position], not values[position], *values[position + 1 :])


def _outcome(signs: Signs, unknown: tuple[str, ...], values: tuple[bool, ...], rules: Rules) -> Category | None:
    told = dict(zip(unknown, values, strict=True))
    type_ = signs.household_type
    if "household_type" in told:
        type_ = (HouseholdType.EXITED if told["household_type"] else HouseholdType.ORDINARY).value
    whole = replace(
        signs,
        household_type=type_,
        below_line=told.get("expected_income", signs.below_line),
        guarantees=tuple(told.get(n, t) for n, t in zip(GUARANTEES, signs.guarantees, strict=True)),
    )
    answer = _answered(whole, rules)
    return answer.category if answer.answer else None
