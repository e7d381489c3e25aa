"""The shipped holidays equal the State Council's notices; the office's own days win and can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.errors import Refused
from app.services.holidays import HolidayService
from app.services.procedure.surroundings import working_days
from app.services.workflow.working_days import shipped_calendar

# From the notices: days off as they are written there (with weekends), and the weekends worked.
NOTICES = {
    # 国办发明电〔2019〕16号; 〔2020〕1号 lengthened the Spring Festival to 2-2, so that 2-1 was not worked.
    2020: (
        [
            ((1, 1), (1, 1)),
            ((1, 24), (2, 2)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 25), (6, 27)),
            ((10, 1), (10, 8)),
        ],
        [(1, 19), (4, 26), (5, 9), (6, 28), (9, 27), (10, 10)],
    ),
    # 国办发明电〔2020〕27号
    2021: (
        [
            ((1, 1), (1, 3)),
            ((2, 11), (2, 17)),
            ((4, 3), (4, 5)),
            ((5, 1), (5, 5)),
            ((6, 12), (6, 14)),
            ((9, 19), (9, 21)),
            ((10, 1), (10, 7)),
        ],
        [(2, 7), (2, 20), (4, 25), (5, 8), (9, 18), (9, 26), (10, 9)],
    ),
    2022: (
        [
            ((1, 1), (1, 3)),
            ((1, 31), (2, 6)),
            ((4, 3), (4, 5)),
            ((4, 30), (5, 4)),
            ((6, 3), (6, 5)),
            ((9, 10), (9, 12)),
            ((10, 1), (10, 7)),
        ],
        [(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)],
    ),
    2023: (
        [
            ((1, 1), (1, 2)),
            ((1, 21), (1, 27)),
            ((4, 5), (4, 5)),
            ((4, 29), (5, 3)),
            ((6, 22), (6, 24)),
            ((9, 29), (10, 6)),
        ],
        [(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)],
    ),
    2024: (
        [
            ((1, 1), (1, 1)),
            ((2, 10), (2, 17)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 10), (6, 10)),
            ((9, 15), (9, 17)),
            ((10, 1), (10, 7)),
        ],
        [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    ),
    2025: (
        [
            ((1, 1), (1, 1)),
            ((1, 28), (2, 4)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((5, 31), (6, 2)),
            ((10, 1), (10, 8)),
        ],
        [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    ),
    2026: (
        [
            ((1, 1), (1, 3)),
            ((2, 15), (2, 23)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 19), (6, 21)),
            ((9, 25), (9, 27)),
            ((10, 1), (10, 7)),
        ],
        [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    ),
}


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_year_is_as_the_notice_says(year):
    spans, worked = NOTICES[year]
    off = set()
    for first, last in spans:
        day = date(year, *first)
        while day <= date(year, *last):
            off.add(day)
            day += timedelta(days=1)
    on = {date(year, *day) for day in worked}
    calendar, day = shipped_calendar(), date(year, 1, 1)
    while day.year == year:
        assert calendar.is_working(day) == (day in on or (day.weekday() < 5 and day not in off)), day
        day += timedelta(days=1)


def test_the_office_adds_days_and_takes_them_back(ledger, actor, today):
    service = HolidayService(ledger)
    assert (
        service.save(date(2027, 1, 1), date(2027, 1, 3), is_working=False, name="元旦", actor=actor, today=today) == 3
    )
    service.save(date(2027, 1, 9), date(2027, 1, 9), is_working=True, name="", actor=actor, today=today)
    assert 2027 in service.years()
    assert [(row.day.day, row.is_working, row.name) for row in service.days(2027)] == [
        (1, False, "元旦"),
        (2, False, "元旦"),
        (3, False, "元旦"),
        (9, True, ""),
    ]
    with ledger.reading() as session:
        calendar = working_days(session)
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 9))
    first = service.days(2027)[0]
    service.remove(first.holiday_id, actor=actor, today=today)
    with ledger.reading() as session:
        assert working_days(session).is_working(date(2027, 1, 1))


def test_a_shipped_day_is_changed_and_comes_back(ledger, actor, today):
    service, day = HolidayService(ledger), date(2020, 1, 31)
    service.save(day, day, is_working=True, name="本地上班", actor=actor, today=today)
    row = next(row for row in service.days(2020) if row.day == day)
    assert (row.is_working, row.name) == (True, "本地上班")
    service.remove(row.holiday_id, actor=actor, today=today)
    row = next(row for row in service.days(2020) if row.day == day)
    assert (row.is_working, row.holiday_id) == (False, None)


def test_impossible_spans_are_refused(ledger, actor, today):
    service = HolidayService(ledger)
    for last, code in ((date(2026, 12, 31), "holiday.ends_before_it_begins"), (date(2027, 3, 1), "holiday.too_long")):
        with pytest.raises(Refused) as refused:
            service.save(date(2027, 1, 1), last, is_working=False, name="", actor=actor, today=today)
        assert refused.value.codes == (code,)
