"""From 16 April to the turn of the year: which watched household goes which way, and the turn itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.demo.cast import Part
from app.demo.clerk import alert_paths, alerts, clearing, late_cases, life, oversight, watching
from app.demo.clerk.alerts import Alert
from app.demo.clerk.calendar import Calendar, Story
from app.demo.clerk.desk import LEADER, Desk
from app.demo.clerk.watching import Gaps
from app.models.enums import CaseState, MonthlyItem

SPRING_ENDS, YEAR_ENDS, NEW_YEAR = date(2020, 6, 30), date(2020, 12, 31), date(2021, 1, 4)
I = MonthlyItem  # noqa: E741 - the table below stays readable
# Month of the gap, what is missing, and how the alert goes.
_PATHS: tuple[tuple[int, MonthlyItem, Callable[[Alert], Story]], ...] = (
    (4, I.HOUSING, alert_paths.full),
    (4, I.MEDICAL, alert_paths.dismissed),
    (4, I.HOUSING, alert_paths.rejected),
    (5, I.MEDICAL, alert_paths.declined_twice),
    (4, I.WATER, alert_paths.hard),
    (5, I.HOUSING, alert_paths.reassigned),
    (5, I.HOUSING, alert_paths.rebounding),
    (6, I.LIVING, alert_paths.mistaken),
    (7, I.WATER, alert_paths.seen_again),
    (9, I.EDUCATION, alert_paths.full),
    (12, I.MEDICAL, lambda alert: alert_paths.stays(alert, "marked")),
    (12, I.HOUSING, lambda alert: alert_paths.stays(alert, "reviewed")),
    (12, I.WATER, lambda alert: alert_paths.stays(alert, "confirmed")),
    (12, I.LIVING, lambda alert: alert_paths.stays(alert, "assigned")),
    (12, I.HOUSING, lambda alert: alert_paths.stays(alert, "helping")),
    (11, I.EDUCATION, lambda alert: alert_paths.stays(alert, "closure_requested")),
)
# One alert more for so many watched households, on the ordinary path.
_EVERY = 12
_UNABLE = ("丧失劳动力", "无劳动力")


@dataclass(slots=True)
class Pool:
    """The watched households that have no story yet."""

    desk: Desk
    codes: list[str] = field(default_factory=list)

    def draw(self, fits: Callable[[Desk, str], bool] = lambda *_: True) -> str:
        """The first that fits; it has a story now."""
        code = next(code for code in self.codes if fits(self.desk, code))
        self.codes.remove(code)
        return code


def watched(desk: Desk) -> Pool:
    """Everybody who is watched now, in the order of the ledger."""
    rows = desk.office.entry.ledger()
    return Pool(desk, [row.household.code for row in rows if row.state is CaseState.MONITORED])


def begin_seasons(desk: Desk, silent: str, folder: Path) -> Calendar:
    """Plan everything that happens between 16 April and the end of the year."""
    calendar, gaps, pool = Calendar(), Gaps(), watched(desk)
    extra = len(pool.codes) // _EVERY
    for story in (*_of_life(desk, pool), *_clearings(desk, pool, gaps)):
        calendar.begin(story)
    calendar.begin(watching.watch(desk, gaps, range(4, 13)))
    for month, item, path in _PATHS:
        calendar.begin(path(alerts.started(desk, gaps, month, pool.draw(), item)))
    for number in range(min(extra, len(pool.codes) - 2)):
        item = (I.HOUSING, I.MEDICAL, I.WATER)[number % 3]
        calendar.begin(alert_paths.full(alerts.started(desk, gaps, 5 + number % 5, pool.draw(), item)))
    for story in _late_cases(desk, silent, folder):
        calendar.begin(story)
    calendar.begin(oversight.inspect(desk, pool.codes[:2], date(2020, 5, 18)))
    calendar.begin(oversight.mend_numbers(desk, date(2020, 6, 15), count=4))
    calendar.begin(oversight.look_through(desk, date(2020, 6, 20)))
    calendar.begin(oversight.look_through(desk, date(2020, 12, 29), share=3))
    return calendar


def _of_life(desk: Desk, pool: Pool) -> list[Story]:
    def grown(desk: Desk, code: str) -> bool:
        return bool(life.grown_members(desk, code))

    def with_child(desk: Desk, code: str) -> bool:
        found = [m for m in life.grown_members(desk, code) if m.relation in ("之子", "之女")]
        return bool(found) and len(desk.dossier(code).members) >= 3

    quiet = [home for home in desk.invented.township.ordinary if home.number not in desk.invented.cast.households]
    applicant = next(desk.code(home) for home in quiet[60:] if len(home.members) == 3 and home.head.disability is None)
    splitting = pool.draw(with_child)
    old, young = pool.draw(), pool.draw()
    return [
        life.head_dies(desk, pool.draw(grown), date(2020, 5, 11)),
        life.child_born(desk, pool.draw(grown), date(2020, 6, 3)),
        life.moves_within(desk, pool.draw(), date(2020, 7, 9)),
        life.splits(desk, splitting, date(2020, 7, 14)),
        life.merges(desk, old, young, date(2020, 9, 3)),
        life.leaves(desk, pool.draw(), date(2020, 10, 12), reason="moved"),
        life.wrongly_identified(desk, pool.draw(), date(2020, 6, 9)),
        life.changes_category(desk, pool.draw(), date(2020, 6, 11)),
        life.gives_up(desk, applicant, date(2020, 7, 21)),
    ]


def _clearings(desk: Desk, pool: Pool, gaps: Gaps) -> list[Story]:
    """Some risks are gone in autumn; one proposal is refused, one is recalled by a new alert, one family is gone."""

    def able(desk: Desk, code: str) -> bool:
        return any((m.labour_skill or "") not in (*_UNABLE, "") for m in desk.dossier(code).members)

    cleared = [pool.draw(able) for _ in range(max(3, len(pool.codes) // 10))]
    gone = pool.draw()
    helpless = next((code for code in pool.codes if not able(desk, code)), None)
    recalled = alerts.started(desk, gaps, 10, cleared[-1], I.HOUSING)
    lost = alerts.started(desk, gaps, 8, gone, I.LIVING)
    stories = [
        clearing.clear(desk, cleared, date(2020, 10, 14), refused=cleared[1:2], waits=cleared[-1]),
        alert_paths.full(recalled),
        alerts.to_confirmed(lost),
        life.leaves(desk, gone, date(2020, 9, 15), reason="gone"),
    ]
    if helpless:
        pool.codes.remove(helpless)
        stories.append(clearing.no_labour(desk, helpless, date(2020, 10, 14)))
    return stories


def _late_cases(desk: Desk, silent: str, folder: Path) -> list[Story]:
    *summer, december = late_cases.of_part(desk, Part.SUPPLEMENT)
    (burnt,) = late_cases.of_part(desk, Part.FIRE)
    stories = [
        late_cases.answered_late(desk, silent, folder),
        late_cases.fire(desk, burnt, folder),
        late_cases.december_clue(desk, december),
    ]
    days = (date(2020, 6, 2), date(2020, 7, 6))
    return stories + [late_cases.supplement(desk, code, folder, day) for code, day in zip(summer, days, strict=False)]


def turn_the_year(desk: Desk) -> None:
    """31 December: without the next plan nothing goes over; with it everything that is open does."""
    on = YEAR_ENDS
    codes = sorted(_open(desk))
    turn = {"new_plan": 2021}
    desk.take("roll_over", codes[:1], on, turn, by=desk.actor(LEADER), expects=("plan.not_found",))
    desk.office.plans.create_from_preset("2021-2025", year=2021, actor=desk.actor(LEADER), today=on)
    done = desk.take("roll_over", codes, on, turn, by=desk.actor(LEADER))
    desk.say(f"跨年接续：{len(done)} 户转入2021年方案")


def _open(desk: Desk) -> list[str]:
    found = []
    for state in CaseState:
        found += [home.code for home in desk.office.status.households_in(state, today=YEAR_ENDS)]
    closed = (CaseState.NOT_INCLUDED, CaseState.RISK_CLEARED, CaseState.REMOVED)
    gone = {home.code for state in closed for home in desk.office.status.households_in(state, today=YEAR_ENDS)}
    return [code for code in dict.fromkeys(found) if code not in gone]
