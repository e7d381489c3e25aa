"""Refusal codes to Chinese sentences: one place for the window and the command line alike."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import chain

from app.paths import resource
from app.services.errors import Reason, Refused
from app.services.step_fields import field_label


@cache
def _sentences() -> Mapping[str, str]:
    """Every ``[section] code = "sentence"`` of ``resources/wording/*.toml`` as ``section.code``."""
    sentences: dict[str, str] = {}
    for file in sorted(resource("wording").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for section, entries in table.items():
            for code, sentence in entries.items():
                key = f"{section}.{code}"
                if key in sentences:
                    raise ValueError(f"wording {key} stands twice, again in {file.name}")
                sentences[key] = sentence
    return sentences


def known_codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_sentences())


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(_shown(item) for item in value)
    return str(value)


def _named(key: str, value: object) -> object:
    """Codes of fields by the names that people know."""
    if key == "field":
        return field_label(str(value))
    if key in ("fields", "items") and isinstance(value, (list, tuple)):
        return [field_label(str(item)) for item in value]
    return value


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(reason: Reason) -> str:
    """One reason as a sentence that names the place and the next step; the bare code if none was written."""
    template = _sentences().get(reason.code)
    if template is None:
        return reason.code
    values = _Values({key: _shown(_named(key, value)) for key, value in reason.values.items()})
    return string.Formatter().vformat(template, (), values)


def sentences(refused: Refused) -> tuple[str, ...]:
    """All reasons of a refusal, one sentence each, without repeats, in order."""
    return tuple(dict.fromkeys(chain(map(sentence, refused.reasons))))
