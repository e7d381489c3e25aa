"""The words of a list of the province: states of an answer, how a row was matched, what it calls a doubt."""

from __future__ import annotations

from enum import StrEnum

from app.services.findings.rule_words import rule_of


class AnswerState(StrEnum):
    """How an entry was answered."""

    OPEN = "open"
    MENDED = "mended"
    TRUE = "true"

    @property
    def label(self) -> str:
        """The word on the screen and on their sheet."""
        return {"open": "待核", "mended": "已整改", "true": "属实"}[self.value]


class Matched(StrEnum):
    """Whether an entry's household is known here."""

    MATCHED = "matched"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    NAME_DIFFERS = "name_differs"

    @property
    def label(self) -> str:
        """The word on the screen."""
        words = {
            "matched": "已对应",
            "not_found": "台账中没有",
            "ambiguous": "同名不止一人",
            "name_differs": "姓名不一致",
        }
        return words[self.value]


def rule_text(number: str | None, title: str | None, *, sheet: str, sheets: int, above: tuple[str, ...]) -> str:
    """What a list calls the doubt of a row: its columns, else its sheet, else the title above the header."""
    told = " ".join(part.strip() for part in (number, title) if part and part.strip())
    if told:
        return told[:200]
    if sheets > 1 or rule_of(sheet, {}) is not None or not above:
        return sheet.strip()[:200]
    return above[0].strip()[:200]
