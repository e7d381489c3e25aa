"""The matrix for one household: what each risk or fact calls for, and what each measure serves (domain 6.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from app.models.enums import MeasureGroup, Risk
from app.services.errors import NotFound, Reason
from app.services.findings.base import Asked, Values, people
from app.services.findings.homes import households
from app.services.findings.matrix import GROUPS, MatrixRow, fact_words, matrix_rows, servings
from app.services.findings.monitored_checks import fact, has_risk


@dataclass(frozen=True, slots=True)
class CallRow:
    """A risk or fact of the household: the groups of measures that would do, and those that there are."""

    name: str
    is_risk: bool
    fitting: tuple[str, ...]
    present: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether at least one fitting measure is there."""
        return bool(self.present)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A group of measures of the household: its options, the risks and facts it serves; nothing served is a doubt."""

    group: str
    name: str
    options: str
    serves: tuple[str, ...]
    is_called: bool


@dataclass(frozen=True, slots=True)
class HouseholdMatrix:
    """Both ways; labels are the words of the matrix."""

    is_monitored: bool
    is_eliminated: bool
    calls: tuple[CallRow, ...]
    measures: tuple[MeasureRow, ...]

    @property
    def unmet(self) -> tuple[CallRow, ...]:
        """The risks and facts without a fitting measure."""
        return tuple(row for row in self.calls if not row.is_met)


def matrix_of(session: Session, asked: Asked) -> HouseholdMatrix:
    """The matrix of the household that is asked about; NotFound for one that is not living."""
    row = session.execute(_statement(asked), asked.values).mappings().one_or_none()
    if row is None:
        raise NotFound(Reason("household.not_found", {"household": asked.household_id}))
    if not row["is_monitored"]:
        return HouseholdMatrix(is_monitored=False, is_eliminated=False, calls=(), measures=_measures(row))
    calls = tuple(_call(row, entry) for entry in matrix_rows() if row[_key(entry)])
    return HouseholdMatrix(
        is_monitored=True, is_eliminated=bool(row["is_eliminated"]), calls=calls, measures=_measures(row)
    )


def _key(entry: MatrixRow) -> str:
    return f"risk_{entry.risk}" if entry.risk else f"fact_{entry.fact}"


def _statement(asked: Asked) -> Select[*tuple[Any, ...]]:
    home = households(asked, people(asked).subquery("people")).subquery("homes")
    truths = {f"risk_{risk.value}": has_risk(home, risk.value) for risk in Risk}
    truths |= {f"fact_{name}": fact(home, name) for name in fact_words()}
    flags = (case((condition, 1), else_=0).label(name) for name, condition in truths.items())
    texts = (home.c[f"m_{group}"] for group in GROUPS)
    return select(home.c.is_monitored, home.c.is_eliminated, *texts, *flags)


def _present(row: Values, groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(MeasureGroup(group).label for group in groups if row[f"m_{group}"] is not None)


def _call(row: Values, entry: MatrixRow) -> CallRow:
    groups = (*entry.fits, *(entry.eliminated if row["is_eliminated"] else ()))
    labels = tuple(MeasureGroup(group).label for group in groups)
    return CallRow(entry.words, entry.risk is not None, labels, _present(row, groups))


def _measures(row: Values) -> tuple[MeasureRow, ...]:
    found: list[MeasureRow] = []
    for group in GROUPS:
        if (text := row[f"m_{group}"]) is None:
            continue
        serving = servings().get(group)
        serves: tuple[str, ...] = ()
        if serving is not None:
            serves = (
                *(Risk(risk).label for risk in serving.risks if row[f"risk_{risk}"]),
                *(fact_words()[name] for name in serving.facts if row[f"fact_{name}"]),
            )
        found.append(MeasureRow(group, MeasureGroup(group).label, text, serves, serving is None or bool(serves)))
    return tuple(found)
