"""The calendar: stories that go on from day to day are told in the order of their days."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

# A story yields the day on which it goes on, and goes on when that day has come.
Story: TypeAlias = Iterator[date]


@dataclass(slots=True)
class Calendar:
    """Stories under way. Those of one day go on in the order in which they were begun."""

    _waiting: list[tuple[date, int, Story]] = field(default_factory=list)
    _begun: int = 0
    today: date = date.min

    def begin(self, story: Story) -> None:
        """Take a story in; it may not want to start before today."""
        self._begun += 1
        self._wait(story, self._begun)

    def play(self, *, until: date) -> None:
        """Tell everything that happens up to and on this day."""
        while self._waiting and self._waiting[0][0] <= until:
            day, number, story = heapq.heappop(self._waiting)
            self.today = max(self.today, day)
            self._wait(story, number)
        self.today = max(self.today, until)

    def _wait(self, story: Story, number: int) -> None:
        day = next(story, None)
        if day is not None:
            if day < self.today:
                raise ValueError(f"a story wants to go back from {self.today} to {day}")
            heapq.heappush(self._waiting, (day, number, story))
