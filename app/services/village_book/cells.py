"""How a village writes days, yes and no, persons and amounts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from app.models.enums import Risk
from app.services.errors import Reason
from app.services.files.codes import folded
from app.services.workflow.facts import Signer

YES_NO = ("是", "否")
_WHOLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_BETWEEN = re.compile(r"[、，,；;\s]+")


def read_day(text: str, *, year: int) -> date | None:
    """2020-6-5, 2020年6月5日, 20200605, 6月5日; None for anything else."""
    found = _WHOLE.fullmatch(text) or _DIGITS.fullmatch(text)
    short = _SHORT.fullmatch(text)
    parts = [int(part) for part in found.groups()] if found else [year, *map(int, short.groups())] if short else None
    if parts is None:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def day_word(text: str, *, year: int) -> str | Reason:
    """The day as it is stored and compared."""
    day = read_day(text, year=year)
    return day.isoformat() if day else Reason("book.not_a_day", {"value": text})


def choice_word(text: str, words: Sequence[str]) -> str | Reason:
    """The word of the list that is meant; width, case and blanks do not count."""
    found = next((word for word in words if folded(word) == folded(text)), None)
    return found if found is not None else Reason("book.not_a_choice", {"value": text, "words": list(words)})


def yuan_word(text: str) -> str | Reason:
    """An amount in yuan with at most two places."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").removesuffix("元"))
    except InvalidOperation:
        return Reason("book.not_an_amount", {"value": text})
    if not amount.is_finite() or amount < 0 or amount * 100 != int(amount * 100):
        return Reason("book.not_an_amount", {"value": text})
    return f"{amount.normalize():f}"


def fen_of(word: str) -> int:
    """Fen of an amount that ``yuan_word`` has let pass."""
    return int(Decimal(word) * 100)


def signers_of(text: str, office: str) -> tuple[Signer, ...]:
    """The persons named in a cell."""
    return tuple(Signer(name, office) for name in _BETWEEN.split(text.strip()) if name)


def risks_word(text: str) -> str | Reason:
    """Risks by their words, joined as they are stored."""
    names = [name for name in _BETWEEN.split(text.strip()) if name]
    wrong = [name for name in names if Risk.from_label(name) is None]
    if wrong:
        return Reason("book.not_a_choice", {"value": "、".join(wrong), "words": [risk.label for risk in Risk]})
    return "、".join(names)


def risks_of(word: str) -> tuple[Risk, ...]:
    """The risks of a word that ``risks_word`` has let pass."""
    found = (Risk.from_label(name) for name in word.split("、") if name)
    return tuple(risk for risk in found if isinstance(risk, Risk))
