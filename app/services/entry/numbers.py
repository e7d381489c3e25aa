"""Numbers that the national system gave, as they are typed or pasted back."""

from __future__ import annotations

import re
import unicodedata

from app.services.errors import refuse

_NUMBER = re.compile(r"[0-9A-Za-z]{6,40}")


def checked_number(text: str) -> str:
    """The number without blanks around it and in half width; Refused with ``entry.number_form`` for anything else."""
    number = unicodedata.normalize("NFKC", text).strip().strip("'\u200b")
    if not _NUMBER.fullmatch(number):
        raise refuse("entry.number_form", number=text.strip())
    return number
