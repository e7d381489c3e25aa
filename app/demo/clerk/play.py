"""The whole year in order: each phase with its day of the picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.demo.clerk import (
    comparison,
    data_desk,
    decisions,
    directory,
    entry,
    meetings,
    oversight,
    screening,
    seasons,
    visits,
)
from app.demo.clerk.desk import Desk

# Called at the end of a phase with its name and its last day.
Phase = Callable[[str, date], None]


def play_year(desk: Desk, phase: Phase) -> None:
    """Play the plan's year through the services."""
    files = desk.folder / "往来文件"
    files.mkdir(parents=True, exist_ok=True)
    directory.fill_directory(desk, screening.FIRST)
    oversight.check(desk, screening.FIRST)
    phase("0-导入", screening.FIRST)
    screening.screen(desk)
    reported = screening.report_villages(desk)
    screening.answer_clues(desk)
    compared = comparison.compare(desk, reported, files)
    phase("1-排查", comparison.LISTED)
    visits.make_teams(desk)
    visited = visits.visit_all(desk, compared, files)
    phase("2-走访", visits.CLOSES)
    evaluated = meetings.evaluate_all(desk, compared.late_hit, visited.unreachable)
    decided = decisions.decide(desk, evaluated, files)
    phase("3-评定", meetings.REPORTED)
    decisions.mend(desk, decided, evaluated, files)
    entry.enter_all(desk, files)
    phase("4-录入", entry.CONFIRMED)
    data_desk.work_at_the_desk(desk, files)
    calendar = seasons.begin_seasons(desk, decided.silent, files)
    calendar.play(until=seasons.SPRING_ENDS)
    oversight.check(desk, seasons.SPRING_ENDS)
    phase("5-动态监测", seasons.SPRING_ENDS)
    calendar.play(until=seasons.YEAR_ENDS)
    oversight.check(desk, seasons.YEAR_ENDS)
    phase("6-成效巩固", seasons.YEAR_ENDS)
    seasons.turn_the_year(desk)
    phase("7-接续", seasons.NEW_YEAR)
