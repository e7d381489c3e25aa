"""Household codes that this office issues: permanent, for households that came without a 户编号 (design 4)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, String, cast, func, literal, select
from sqlalchemy.orm import Session

from app.models.household import Household

PREFIX = "N"
_DIGITS = 6
_SHAPE = PREFIX + "_" * _DIGITS
_CARRY = 10**_DIGITS


def last_issued(session: Session) -> int:
    """The greatest number issued so far; 0 before the first."""
    number = cast(func.substr(Household.code, len(PREFIX) + 1), Integer)
    return session.scalar(select(func.max(number)).where(is_issued(Household.code))) or 0


def next_code(session: Session) -> str:
    """The next code to issue, inside the writing transaction."""
    return f"{PREFIX}{last_issued(session) + 1:0{_DIGITS}}"


def code_of(number: ColumnElement[int]) -> ColumnElement[str]:
    """The code with this number, for set-based statements."""
    return literal(PREFIX) + func.substr(cast(number + _CARRY, String), 2)


def is_issued(code: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether a code is one of ours (no 户编号 of the national system has this shape)."""
    return code.like(_SHAPE)
