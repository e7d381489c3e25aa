"""Whether two values say the same: spelling variants are no differences."""

from __future__ import annotations

import re
from functools import lru_cache

from app.services.files.codes import code_list, folded
from app.services.files.columns import Field, FieldKind
from app.services.id_number import match_key

_NOISE = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_SEVERAL = re.compile(r"[,，、;；\s]+")
_NOTHING = frozenset({"", "无", "没有", "未填", "/", "-", "—", "空"})


def bare(text: str) -> str:
    """A text without width, case, blanks, interpuncts and punctuation."""
    return _NOISE.sub("", folded(text))


def is_nothing(text: str | None) -> bool:
    """Whether a cell says nothing in so many words."""
    return text is None or folded(text) in _NOTHING


@lru_cache(maxsize=65_536)
def comparable(field: Field, text: str) -> str:
    """What a value of a field is compared by."""
    if field.code_list and field.kind in (FieldKind.CHOICE, FieldKind.TRUTH, FieldKind.CHOICES):
        parts = _SEVERAL.split(text) if field.kind is FieldKind.CHOICES else [text]
        return ",".join(sorted({_stored(field.code_list, part) for part in parts if part}))
    if field.kind is FieldKind.TRUTH:
        return _stored("yes_no", text)
    if field.kind is FieldKind.PHONE:
        return _NOT_DIGITS.sub("", folded(text)) or bare(text)
    if field.kind in (FieldKind.DAY, FieldKind.MONTH, FieldKind.DATA_DAY):
        return _NOT_DIGITS.sub("", folded(text))
    if field.kind in (FieldKind.COUNT, FieldKind.FEN, FieldKind.YEAR):
        return text.strip().lstrip("0") or "0"
    if field.kind is FieldKind.ID_NUMBER:
        return match_key(text)  # a disability certificate carries its holder's number
    if field.name == "ethnicity":
        return bare(text).removesuffix("族")
    return bare(text)


def _stored(name: str, word: str) -> str:
    known = code_list(name)
    if word in known.values:
        return word
    found = known.find(word)
    return found[0] if found else bare(word)


def is_same(field: Field, ours: str | None, theirs: str | None) -> bool:
    """Whether the two say the same; nothing written and the word for nothing are one."""
    if ours is None or theirs is None:
        return is_nothing(ours) and is_nothing(theirs)
    return comparable(field, ours) == comparable(field, theirs) or (is_nothing(ours) and is_nothing(theirs))


def shown(field: Field, value: str | None) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return ""
    if field.kind is FieldKind.TRUTH:
        return {"1": "是", "0": "否"}.get(value, value)
    if field.kind is FieldKind.FEN:
        return f"{int(value) / 100:.2f}"
    if field.code_list:
        return code_list(field.code_list).label(value)
    return value
