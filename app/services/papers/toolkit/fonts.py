"""Which font stands for 仿宋, 楷体, 黑体, 小标宋: the office's own first, else the bundled ones (design 5).

Every role has a chain of faces; each character is taken from the first face that carries it. A character that no face
carries never becomes a box: ``FontBook.unprintable`` finds it before anything is drawn.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from app.paths import resource
from app.services.papers.toolkit.faces import Face, UnusableFontError, load


class Role(StrEnum):
    """What a piece of text is set in."""

    SONG = "song"  # 宋体: dense forms
    FANG = "fang"  # 仿宋: body of an official document
    KAI = "kai"  # 楷体: second level
    HEI = "hei"  # 黑体: first level, headings
    TITLE = "title"  # 小标宋: titles


SERIF, SANS = "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"

# File names as they lie in the fonts folder of Windows, the most wanted first.
_OFFICE_FILES: dict[Role, tuple[str, ...]] = {
    Role.SONG: ("simsun.ttc", "simsun.ttf"),
    Role.FANG: ("仿宋_GB2312.ttf", "FANGSONG_GB2312.TTF", "simfang.ttf"),
    Role.KAI: ("楷体_GB2312.ttf", "KAITI_GB2312.TTF", "simkai.ttf"),
    Role.HEI: ("simhei.ttf",),
    Role.TITLE: ("方正小标宋简体.ttf", "方正小标宋_GBK.ttf", "FZXBSJW.TTF", "FZXBSK.TTF", "simsun.ttc"),
}
# Whoever lacks a character asks these last; SimSun-ExtB carries the rare characters of the supplementary planes.
_RARE_FILES = ("simsunb.ttf", "SimSunExtG.ttf")
_BUNDLED: dict[Role, str] = {Role.SONG: SERIF, Role.FANG: SERIF, Role.KAI: SERIF, Role.HEI: SANS, Role.TITLE: SERIF}

# Line breaks lay out, the others are invisible by definition: none of them needs a glyph.
_WITHOUT_GLYPH = re.compile("[\n\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A text with characters that no font carries."""

    text: str
    characters: str

    @property
    def described(self) -> str:
        """The characters with their code points, for a sentence: 𠮷（U+20BB7）."""
        return "、".join(
            f"{char}（U+{ord(char):04X}）" if unicodedata.category(char)[0] != "C" else f"U+{ord(char):04X}"
            for char in self.characters
        )


@dataclass(frozen=True, eq=False)
class FontBook:
    """The chains of faces of every role. Made by ``font_book``; compared by identity."""

    chains: dict[Role, tuple[Face, ...]]

    @cached_property
    def printable(self) -> frozenset[str]:
        """Every character that can be printed in any role: all chains end in the same faces."""
        return frozenset("\n\t").union(*(face.characters for face in self.chains[Role.SONG]))

    def unprintable(self, texts: Iterable[str]) -> tuple[Unprintable, ...]:
        """The texts that hold a character without a glyph, each once, in order."""
        found: dict[str, Unprintable] = {}
        printable = self.printable
        for text in texts:
            if printable.issuperset(text) or text in found:
                continue
            visible = _WITHOUT_GLYPH.sub("", text)
            missing = "".join(dict.fromkeys(char for char in visible if char not in printable))
            if missing:
                found[text] = Unprintable(text, missing)
        return tuple(found.values())


def without_invisible(text: str) -> str:
    """The text without characters that lay out or mark but are never drawn; line breaks stay."""
    if text.isascii():
        return text.replace("\t", " ")
    return _WITHOUT_GLYPH.sub(lambda found: "\n" if found.group() == "\n" else "", text.replace("\t", " "))


def office_font_folders() -> tuple[Path, ...]:
    """Where the office's own fonts lie: on Windows the machine's and the user's folder, elsewhere none."""
    if sys.platform != "win32":
        return ()
    windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
    own = Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Microsoft" / "Windows"
    return tuple(folder for folder in (windows / "Fonts", own / "Fonts") if folder.is_dir())


@cache
def font_book(folders: Sequence[Path] | None = None) -> FontBook:
    """The fonts of this machine; ``folders`` (a tuple) replaces the places where the office's own are looked for."""
    places = office_font_folders() if folders is None else tuple(folders)
    bundled = {name: load(resource("fonts", name)) for name in (SERIF, SANS)}
    rare = _usable(places, _RARE_FILES)
    last = (bundled[SERIF], bundled[SANS], *rare)
    chains: dict[Role, tuple[Face, ...]] = {}
    for role in Role:
        own = _usable(places, _OFFICE_FILES[role])[:1]
        chains[role] = tuple(dict.fromkeys((*own, bundled[_BUNDLED[role]], *last)))
    return FontBook(chains)


def _usable(places: Sequence[Path], names: Sequence[str]) -> list[Face]:
    found: list[Face] = []
    for name in names:
        for place in places:
            path = place / name
            if not path.is_file():
                continue
            try:
                found.append(load(path))
            except UnusableFontError:
                continue
    return found
