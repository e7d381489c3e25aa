"""A year's 工作方案 as data: lines, stages with dates, limits, meeting rules, and the workflow variant (design 2)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from app.models.enums import Category, CrossCheckTopic, PlanStage
from app.paths import resource
from app.services.errors import Reason

VARIANTS = ("sc2020", "cn2021")


@dataclass(frozen=True, slots=True)
class StageWindow:
    """A stage of the plan: both days included."""

    stage: PlanStage
    name: str
    opens_on: date
    closes_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.opens_on <= day <= self.closes_on


@dataclass(frozen=True, slots=True)
class Deadline:
    """A sub-deadline inside a stage (村报, 镇报, 比对, 分发)."""

    code: str
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """Who decides and when a meeting counts (domain 4.9)."""

    body: str
    bodies: tuple[str, ...]
    quorum: tuple[int, int] = (2, 3)
    majority: tuple[int, int] = (1, 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """Day limits and counts. A 0 means that the plan sets none."""

    typing_grace_working_days: int = 3
    district_answer_days: int = 3
    supplement_days: int = 15
    green_papers_days: int = 10
    notice_days: int = 0
    months_before_clearing: int = 0
    response_days: int = 3
    finish_days: int = 30
    follow_up_days: int = 30
    reopen_months: int = 6
    clues_needed: int = 1
    away_check_months: int = 1
    # 1: the days of the hand-over and its finish, of 补录 and its papers, are working days; 0: natural days.
    alert_working_days: int = 0
    supplement_working_days: int = 0


@dataclass(frozen=True, slots=True)
class Counting:
    """Rules of counting of the screening (design 2)."""

    food_default_stable: bool = True
    clothing_default_stable: bool = True
    marginal_by_guarantee: bool = True
    school_from_age: int = 6
    school_to_age: int = 15


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of one year's plan. Money in fen per head and year."""

    year: int
    name: str
    preset: str
    variant: str
    line_fen: int
    exit_line_fen: int
    source_note: str
    to_be_checked: bool
    stages: tuple[StageWindow, ...]
    meeting: MeetingRules
    limits: Limits = field(default_factory=Limits)
    counting: Counting = field(default_factory=Counting)
    deadlines: tuple[Deadline, ...] = ()
    cross_check_topics: tuple[str, ...] = tuple(CrossCheckTopic)
    alert_gaps: tuple[str, ...] = ()
    exit_items: tuple[str, ...] = ()
    category_names: Mapping[str, str] = field(default_factory=dict)
    office_names: Mapping[str, str] = field(default_factory=dict)

    def stage(self, code: PlanStage) -> StageWindow | None:
        """The stage's window; None for one that the plan does not date (K)."""
        return next((window for window in self.stages if window.stage is code), None)

    def stage_on(self, day: date) -> StageWindow | None:
        """The stage in which ``day`` lies; of two that overlap the one that opened last."""
        found = [window for window in self.stages if day in window]
        return max(found, key=lambda window: window.opens_on, default=None)

    def category_name(self, category: Category) -> str:
        """The plan's own word for a category."""
        return self.category_names.get(category.value, category.label)

    def shifted(self, year: int) -> Plan:
        """The same plan for another year: every date keeps its month and day (29 February becomes the 28th)."""
        stages = tuple(
            replace(w, opens_on=_in_year(w.opens_on, year), closes_on=_in_year(w.closes_on, year)) for w in self.stages
        )
        deadlines = tuple(replace(d, due_on=_in_year(d.due_on, year)) for d in self.deadlines)
        name = self.name.replace(str(self.year), str(year))
        return replace(self, year=year, name=name, stages=stages, deadlines=deadlines)

    def problems(self) -> tuple[Reason, ...]:
        """Every reason why this plan cannot be carried out as it stands; empty when it can."""
        return tuple(_problems(self))


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _problems(plan: Plan) -> Iterator[Reason]:
    if plan.variant not in VARIANTS:
        yield Reason("plan.unknown_variant", {"variant": plan.variant})
    if plan.line_fen <= 0:
        yield Reason("plan.line_missing", {})
    negative = [name for name, value in asdict(plan.limits).items() if value < 0]
    if negative:
        yield Reason("plan.limits_impossible", {"fields": negative})
    if any(not 0 < part <= whole for part, whole in (plan.meeting.quorum, plan.meeting.majority)):
        yield Reason("plan.rules_impossible", {})
    yield from _window_problems(plan)
    evaluating = plan.stage(PlanStage.EVALUATING)
    # A notice posted on the first day must be over, and reported, within the stage.
    if evaluating and plan.limits.notice_days:
        days = (evaluating.closes_on - evaluating.opens_on).days + 1
        if days < plan.limits.notice_days + 2:
            yield Reason(
                "plan.window_too_short",
                {"stage": evaluating.name, "days": days, "needed": plan.limits.notice_days + 2},
            )


def _window_problems(plan: Plan) -> Iterator[Reason]:
    missing = [code.label for code in PlanStage if code is not PlanStage.CONTINUING and plan.stage(code) is None]
    if missing:
        yield Reason("plan.stage_missing", {"stages": missing})
    for window in plan.stages:
        if window.closes_on < window.opens_on:
            yield Reason("plan.stage_ends_before_it_begins", {"stage": window.name})
        if window.opens_on.year != plan.year:
            yield Reason("plan.stage_in_other_year", {"stage": window.name, "year": plan.year})
    procedure = [w for w in (plan.stage(code) for code in list(PlanStage)[:4]) if w]
    for earlier, later in pairwise(procedure):
        if later.opens_on <= earlier.closes_on:
            yield Reason("plan.stages_overlap", {"earlier": earlier.name, "later": later.name})
    for deadline in plan.deadlines:
        if plan.stage_on(deadline.due_on) is None:
            yield Reason("plan.deadline_outside", {"name": deadline.name, "day": deadline.due_on})


def _parse(table: Mapping[str, object]) -> Plan:
    values = dict(table)
    stages = values.pop("stages")
    windows = tuple(
        StageWindow(PlanStage(s["code"]), s["name"], s["opens_on"], s["closes_on"])
        for s in stages  # type: ignore[union-attr]
    )
    deadlines = tuple(Deadline(**entry) for entry in values.pop("deadlines", []))  # type: ignore[union-attr]
    meeting = dict(values.pop("meeting"))  # type: ignore[call-overload]
    meeting = {key: tuple(v) if isinstance(v, list) else v for key, v in meeting.items()}
    limits = Limits(**values.pop("limits", {}))  # type: ignore
    counting = Counting(**values.pop("counting", {}))  # type: ignore
    plain = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return Plan(
        stages=windows,
        deadlines=deadlines,
        meeting=MeetingRules(**meeting),  # type: ignore
        limits=limits,
        counting=counting,
        **plain,  # type: ignore[arg-type]
    )


@lru_cache(maxsize=16)
def load(text: str) -> Plan:
    """Read a plan from TOML as ``dump`` and the presets write it; raises on unknown or missing fields."""
    return _parse(tomllib.loads(text))


def presets() -> tuple[str, ...]:
    """The codes of the presets that ship with the program, oldest first."""
    return tuple(sorted(path.stem for path in resource("plans").glob("*.toml")))


@cache
def preset(code: str) -> Plan:
    """A preset plan by its code; KeyError for one that does not ship."""
    path = resource("plans", f"{code}.toml")
    if code not in presets():
        raise KeyError(code)
    return load(path.read_text(encoding="utf-8"))


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml_value, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def dump(plan: Plan) -> str:
    """The plan as TOML, the form in which versions are stored; ``load`` gives an equal plan back."""
    values = asdict(plan)
    values["stages"] = [
        {"code": w.stage.value, "name": w.name, "opens_on": w.opens_on, "closes_on": w.closes_on} for w in plan.stages
    ]
    lines: list[str] = []
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    arrays = {k: v for k, v in values.items() if isinstance(v, (list, tuple)) and v and isinstance(v[0], dict)}
    lines += [f"{k} = {_toml_value(v)}" for k, v in values.items() if k not in tables and k not in arrays]
    for key, table in tables.items():
        lines += ["", f"[{key}]", *(f"{name} = {_toml_value(value)}" for name, value in table.items())]
    for key, entries in arrays.items():
        for entry in entries:
            lines += ["", f"[[{key}]]", *(f"{name} = {_toml_value(value)}" for name, value in entry.items())]
    return "\n".join(lines) + "\n"


def day_of_stage(window: StageWindow, today: date) -> tuple[int, int]:
    """(n-th day of the stage, days left after today)."""
    return (today - window.opens_on).days + 1, (window.closes_on - today).days


def next_stage(plan: Plan, today: date) -> StageWindow | None:
    """The stage that opens next after ``today``."""
    return min((w for w in plan.stages if w.opens_on > today), key=lambda w: w.opens_on, default=None)
