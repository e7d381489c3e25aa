"""The guard of notices: what must not stand on a page that hangs in public, found in the text of the finished page.

Pure: it judges texts. A finding names the page and the kind of thing, never the value.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.enums import Labelled
from app.paths import resource
from app.services.id_number import has_right_check_digit


class LeakKind(Labelled):
    """What kind of thing stands on a page."""

    ID_NUMBER = "id_number", "身份证号码"
    MASKED_ID = "masked_id", "遮盖不足的证件号码"
    PHONE = "phone", "电话号码"
    ACCOUNT = "account", "银行账号等长号码"
    CERTIFICATE = "certificate", "残疾证号"
    ILLNESS = "illness", "病情"
    DISABILITY = "disability", "残疾情况"
    RISK = "risk", "因病、因残的字样"


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A kind of thing on a page (the first is 1)."""

    page: int
    kind: LeakKind


@dataclass(frozen=True, slots=True)
class PageText:
    """A finished page as it is read along its lines, and down its columns (values that are broken in narrow cells)."""

    lines: str
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What this office's notices may carry, and what the ledger knows of the persons."""

    phones: tuple[str, ...] = ()  # the office's own
    shows_risk: bool = False
    shows_id_tail: bool = False
    illnesses: frozenset[str] = frozenset()
    disabilities: frozenset[str] = frozenset()


_NOTHING_SAID = Rules()
_DATE = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")
_AUDIT = re.compile(r"审计\s*[0-9A-F]{6,16}(?![0-9A-Z])")  # the mark at the foot of every page
_BETWEEN = re.compile(r"[\s\-‐-―·./,、_()|:：]+")
_MASKS = str.maketrans(dict.fromkeys("×✱●•■□○△﹡∗", "*"))
_ID = re.compile(
    r"[1-8]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]"
    r"|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d))"
)
_ALLOWED_TAIL = re.compile(r"(?<![\dX*])(?:\*\s*){16}[\dX]\s*[\dX](?![\dX*])")
_MASKED = re.compile(r"[\dX*]*\*{2,}[\dX*]*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?<!\d)0[1-9]\d{1,2}[1-9]\d{6,7}(?!\d)|(?:电话|手机|热线|联系方式)\D{0,6}\d{7,8}(?!\d)")
_RUN = re.compile(r"\d{12,}")
_TOKEN = re.compile(r"[0-9A-Z]{7,}")
_CERTIFICATE_LENGTH = 20


@cache
def leak_words() -> Mapping[str, tuple[str, ...]]:
    """The words of ``resources/papers/leak_words.toml`` by their kind."""
    entries = tomllib.loads(resource("papers", "leak_words.toml").read_text(encoding="utf-8"))
    return {kind: tuple(words) for kind, words in entries.items()}


def find_leaks(
    pages: Sequence[PageText], rules: Rules, *, own_codes: frozenset[str] = frozenset(), reads_words: bool = True
) -> list[Leak]:
    """Every kind of thing that must not stand on these pages, each once a page; empty when the notice may hang.

    ``reads_words`` is off for what only its own household reads.
    ``own_codes`` are long numbers that say nothing of a person (codes of households).
    """
    found: set[Leak] = set()
    before = ""
    for number, page in enumerate(pages, start=1):
        text = squeezed(page.lines, rules)
        words = _words(text, rules) if reads_words else ()
        for kind in (*_numbers(text, own_codes), *words, *_in_columns(page.columns)):
            found.add(Leak(number, kind))
        # What begins at the foot of one page and ends on the next is on both, and is named with the later one.
        bridge = before + text[:20]
        if before and any(match.end() > len(before) > match.start() for match in _ID.finditer(bridge)):
            found.add(Leak(number, LeakKind.ID_NUMBER))
        before = text[-20:]
    return sorted(found)


def squeezed(text: str, rules: Rules = _NOTHING_SAID) -> str:
    """One unbroken line in half-width characters without dates, the office's own phones and permitted tails."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MASKS)
    plain = "".join(char for char in plain if unicodedata.category(char) not in ("Cf", "Mn"))
    if rules.shows_id_tail:
        plain = _ALLOWED_TAIL.sub("号", plain)
    for phone in rules.phones:
        digits = re.sub(r"\D", "", phone)
        if digits:
            plain = re.sub(r"(?<!\d)" + r"[\s\-()]*".join(digits) + r"(?!\d)", "话", plain)
    plain = _AUDIT.sub("审计", plain)
    return _BETWEEN.sub("", _DATE.sub("日", plain))


def tokens(pages: Sequence[PageText], rules: Rules) -> frozenset[str]:
    """Letters and digits that stand together: what is looked for among the ledger's own numbers."""
    return frozenset(token for page in pages for token in _TOKEN.findall(squeezed(page.lines, rules)))


def _numbers(text: str, own_codes: frozenset[str]) -> Iterator[LeakKind]:
    for code in own_codes:
        text = text.replace(code, "码")
    if _ID.search(text):
        yield LeakKind.ID_NUMBER
    if any(re.search(r"[\dX]", token) for token in _MASKED.findall(text)):
        yield LeakKind.MASKED_ID
    if _MOBILE.search(text) or _LANDLINE.search(text):
        yield LeakKind.PHONE
    for run in _RUN.findall(text):
        if len(run) == _CERTIFICATE_LENGTH:
            yield LeakKind.CERTIFICATE
        elif not _ID.search(run):
            yield LeakKind.ACCOUNT


def _words(text: str, rules: Rules) -> Iterator[LeakKind]:
    words = leak_words()
    if any(word in text for word in (*words["illness"], *rules.illnesses)):
        yield LeakKind.ILLNESS
    if any(word in text for word in (*words["disability"], *rules.disabilities)):
        yield LeakKind.DISABILITY
    if not rules.shows_risk and any(word in text for word in words["risk"]):
        yield LeakKind.RISK


def _in_columns(columns: str) -> Iterator[LeakKind]:
    """Down a column stand numbers of lines too: only an ID number with its right check digit is one."""
    text = squeezed(columns)
    windows = (text[start : start + 18] for start in range(len(text) - 17))
    if any(_ID.fullmatch(window) and has_right_check_digit(window) for window in windows):
        yield LeakKind.ID_NUMBER
