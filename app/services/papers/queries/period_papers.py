"""The period reports as kinds of paper: the newest of each, and every one that can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from app.models.cases import MonitoringSpell
from app.services.papers.layouts.letter import LetterData
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.bulletin import bulletin
from app.services.papers.queries.period import Period, offered_periods
from app.services.papers.queries.period_letter import period_letter

MONTH, QUARTER, YEAR, BULLETIN = "month_report", "quarter_report", "year_report", "bulletin"
_NAMES = {MONTH: "月报", QUARTER: "季报", YEAR: "年度报告"}


@dataclass(frozen=True, slots=True)
class PeriodPaper:
    """A report that can be written: its kind and its period."""

    kind: str
    period: Period

    @property
    def name(self) -> str:
        """2020年6月月报, 2020年6月通报."""
        return f"{self.period.name.removesuffix('年') if self.kind == YEAR else self.period.name}{self._word}"

    @property
    def _word(self) -> str:
        return "通报" if self.kind == BULLETIN else "年年度报告" if self.kind == YEAR else _NAMES[self.kind]

    def data(self, question: Question) -> LetterData | None:
        """The letter as of today, or as of the period's last day; None where there is nothing to tell."""
        if self.kind == BULLETIN:
            return bulletin(question, self.period)
        return period_letter(question, self.period, name=_NAMES[self.kind])


def offered(question: Question) -> tuple[PeriodPaper, ...]:
    """Every report of the plan's watch that has begun, by kind, the latest first."""
    months, quarters, years = offered_periods(question.running.plan, today=question.today)
    made = ((MONTH, months), (QUARTER, quarters), (YEAR, years), (BULLETIN, months))
    return tuple(PeriodPaper(kind, period) for kind, periods in made for period in periods)


def _newest(question: Question, kind: str) -> Found:
    made = [paper for paper in offered(question) if paper.kind == kind]
    # Nothing of the running month has come due yet: a bulletin is about the last one that is over.
    over = [paper for paper in made if paper.period.last < question.today] if kind == BULLETIN else []
    found = next(iter(over or made), None)
    if found is None or not _is_anybody_watched(question):
        return drafts(NOTHING_FOUND)
    return Found(1, _draft(question, found))


def _draft(question: Question, paper: PeriodPaper) -> Iterator[Draft]:
    """Reckoned when it is printed: the catalogue only counts."""
    data = paper.data(question)
    if data is not None:
        yield Draft(data)


def _is_anybody_watched(question: Question) -> bool:
    spell = select(MonitoringSpell.id).where(
        MonitoringSpell.is_provisional == 0, MonitoringSpell.identified_on <= question.today
    )
    return question.session.scalar(spell.limit(1)) is not None


month_reports = partial(_newest, kind=MONTH)
quarter_reports = partial(_newest, kind=QUARTER)
year_reports = partial(_newest, kind=YEAR)
bulletins = partial(_newest, kind=BULLETIN)
