"""Every wording that the office may put in its own words: ``resources/papers/wording.toml``. Pure.

A text holds placeholders, ``{township}`` or the same by the name that people know, ``{乡镇}``; it is stored with the
former and shown with the latter.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.paths import resource
from app.services.errors import Reason

_MOST = 400
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
VILLAGE, KIND = "village", "kind"


@dataclass(frozen=True, slots=True)
class WordingKey:
    """One wording. ``default`` None: the program works it out; ``per`` village or kind: one for each of them."""

    key: str
    group: str
    title: str
    default: str | None
    about: str = ""
    kinds: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: bool = False  # may be empty
    words: tuple[str, ...] = ()  # nothing else may be said
    per: str = ""
    most: int = _MOST
    lines: int = 3
    own: bool = False  # belongs to 单位信息, not to the texts of papers


@cache
def _table() -> Mapping[str, object]:
    return tomllib.loads(resource("papers", "wording.toml").read_text(encoding="utf-8"))


@cache
def placeholder_names() -> Mapping[str, str]:
    """Every placeholder and what people call it."""
    found = _table()["placeholders"]
    assert isinstance(found, dict)
    return MappingProxyType({str(key): str(name) for key, name in found.items()})


@cache
def wording_keys() -> Mapping[str, WordingKey]:
    """Every wording by its key, in the order of the file."""
    common = _table()["common"]
    texts = _table()["texts"]
    assert isinstance(common, dict)
    assert isinstance(texts, dict)
    return MappingProxyType({key: _key(key, entry, tuple(common["placeholders"])) for key, entry in texts.items()})


def _key(key: str, entry: Mapping[str, object], common: tuple[str, ...]) -> WordingKey:
    def words(name: str) -> tuple[str, ...]:
        found = entry.get(name, [])
        assert isinstance(found, list)
        return tuple(map(str, found))

    default, own = entry.get("default"), bool(entry.get("own", False))
    return WordingKey(
        key=key,
        group=str(entry["group"]),
        title=str(entry["title"]),
        default=None if default is None else str(default),
        about=str(entry.get("about", "")),
        kinds=words("kinds"),
        placeholders=words("placeholders") if own else tuple(dict.fromkeys((*words("placeholders"), *common))),
        required=words("required"),
        optional=bool(entry.get("optional", False)),
        words=words("words"),
        per=str(entry.get("per", "")),
        most=int(str(entry.get("most", _MOST))),
        lines=int(str(entry.get("lines", 1 if own else 3))),
        own=own,
    )


@cache
def signers_by_default() -> Mapping[str, str]:
    """Who signs a kind where that is more than its registry says; empty for a kind that has no places to sign."""
    found = _table()["signers"]
    assert isinstance(found, dict)
    return MappingProxyType({str(kind): str(text) for kind, text in found.items()})


def titles_of(text: str) -> tuple[str, ...]:
    """主持人；记录人 as two titles."""
    return tuple(part.strip() for part in text.replace(";", "；").split("；") if part.strip())


def stored(text: str) -> str:
    """A text as it is kept: line ends alike, placeholders by their codes. What is unknown stays as it was typed."""
    codes = {name: code for code, name in placeholder_names().items()}
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
    return _PLACEHOLDER.sub(lambda m: "{" + codes.get(m[1].strip(), m[1].strip()) + "}", plain)


def shown(text: str) -> str:
    """A text as people read and write it: placeholders by their names."""
    names = placeholder_names()
    return _PLACEHOLDER.sub(lambda m: "{" + names.get(m[1], m[1]) + "}", text)


def used(text: str) -> tuple[str, ...]:
    """The placeholders of a stored text, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; KeyError for one that has no value."""
    return _PLACEHOLDER.sub(lambda m: values[m[1]], text)


def problems(key: WordingKey, text: str) -> Iterator[Reason]:
    """Every reason why a stored text cannot be this wording."""
    about = {"title": key.title}
    if not text:
        if not key.optional:
            yield Reason("office_wording.empty", about)
        return
    if len(text) > key.most:
        yield Reason("office_wording.too_long", {**about, "length": len(text), "most": key.most})
    if any(char != "\n" and unicodedata.category(char) in _UNSEEN for char in text):
        yield Reason("office_wording.control", about)
    if "\n" in text and key.lines == 1:
        yield Reason("office_wording.one_line", about)
    if key.words and text not in key.words:
        yield Reason("office_wording.not_offered", {**about, "words": list(key.words)})
    yield from _placeholder_problems(key, text)


def _placeholder_problems(key: WordingKey, text: str) -> Iterator[Reason]:
    names, found = placeholder_names(), used(text)
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        yield Reason("office_wording.brace", {"title": key.title})
    unknown = [name for name in found if name not in key.placeholders]
    if unknown:
        known = ["{" + names[code] + "}" for code in key.placeholders]
        told = ["{" + names.get(name, name) + "}" for name in unknown]
        code = "office_wording.unknown" if known else "office_wording.no_placeholders"
        yield Reason(code, {"title": key.title, "unknown": told, "known": known})
    missing = ["{" + names[code] + "}" for code in key.required if code not in found]
    if missing:
        yield Reason("office_wording.missing", {"title": key.title, "missing": missing})
