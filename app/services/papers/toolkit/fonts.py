"""Which font stands for 仿宋, 楷体, 黑体, 小标宋: the office's own first, else the bundled ones (design 5).

Every role has a chain of faces; each character is taken from the first face that carries it. The chains are data:
``resources/fonts/chains.toml``. A character that no face carries never becomes a box: ``FontBook.unprintable`` finds it
before anything is drawn.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import islice
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

_BUNDLED: dict[Role, str] = {Role.SONG: SERIF, Role.FANG: SERIF, Role.KAI: SERIF, Role.HEI: SANS, Role.TITLE: SERIF}

# Line breaks lay out, the others are invisible by definition: none of them needs a glyph. Control characters that
# came into a text are left away, as the import does.
_WITHOUT_GLYPH = re.compile(
    "[\x00-\x08\n-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)


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


@dataclass(eq=False)
class FontBook:
    """The chains of faces of every role. Made by ``font_book``; compared by identity.

    ``rare`` are files that are opened only when a character is in none of the chains: they are large.
    """

    chains: dict[Role, tuple[Face, ...]]
    rare: tuple[Path, ...] = ()
    printable: set[str] = field(init=False)  # in any role: all chains end in the same faces

    def __post_init__(self) -> None:
        self.printable = {"\n", "\t"}.union(*(face.characters for face in self.chains[Role.SONG]))

    def unprintable(self, texts: Iterable[str]) -> tuple[Unprintable, ...]:
        """The texts that hold a character without a glyph, each once, in order; fonts for rare ones are tried first."""
        found: dict[str, Unprintable] = {}
        for text in texts:
            if self.printable.issuperset(text) or text in found:
                continue
            visible = _WITHOUT_GLYPH.sub("", text)
            self._reach_for(set(visible) - self.printable)
            missing = "".join(dict.fromkeys(char for char in visible if char not in self.printable))
            if missing:
                found[text] = Unprintable(text, missing)
        return tuple(found.values())

    def _reach_for(self, characters: set[str]) -> None:
        """Open one rare file after the other while characters are missing; each is asked once."""
        while characters - self.printable and self.rare:
            path, *rest = self.rare
            self.rare = tuple(rest)
            try:
                face = load(path)
            except UnusableFontError:
                continue
            self.printable |= face.characters
            for role, chain in self.chains.items():
                self.chains[role] = tuple(dict.fromkeys((*chain, face)))


def without_invisible(text: str) -> str:
    """The text without characters that lay out or mark but are never drawn; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return _WITHOUT_GLYPH.sub(lambda found: "\n" if found.group() == "\n" else "", text.replace("\t", " "))


@dataclass(frozen=True, slots=True)
class FontFiles:
    """What ``resources/fonts/chains.toml`` says: files of each role, files for rare characters, folders by system."""

    roles: dict[Role, tuple[str, ...]]
    rare: tuple[str, ...]
    folders: dict[str, tuple[str, ...]]


@cache
def font_files() -> FontFiles:
    """The file names and folders that are looked through."""
    table = tomllib.loads(resource("fonts", "chains.toml").read_text(encoding="utf-8"))
    return FontFiles(
        {role: tuple(table["roles"][role.value]) for role in Role},
        tuple(table["rare"]["files"]),
        {system: tuple(folders) for system, folders in table["folders"].items()},
    )


def office_font_folders(system: str = sys.platform) -> tuple[Path, ...]:
    """Where the office's own fonts lie on this system: the machine's folders and the user's."""
    named = (Path(os.path.expandvars(name)).expanduser() for name in font_files().folders.get(system, ()))
    return tuple(path for path in named if path.is_dir())


@cache
def font_book(folders: Sequence[Path] | None = None) -> FontBook:
    """The fonts of this machine; ``folders`` (a tuple) replaces the places where the office's own are looked for."""
    files = font_files()
    lying = _lying_in(office_font_folders() if folders is None else tuple(folders), files)
    bundled = {name: load(resource("fonts", name)) for name in (SERIF, SANS)}
    last = (bundled[SERIF], bundled[SANS])
    chains: dict[Role, tuple[Face, ...]] = {}
    for role in Role:
        own = islice(_usable(_found(lying, files.roles[role])), 1)
        chains[role] = tuple(dict.fromkeys((*own, bundled[_BUNDLED[role]], *last)))
    return FontBook(chains, tuple(_found(lying, files.rare)))


def _lying_in(places: Sequence[Path], files: FontFiles) -> dict[str, Path]:
    """The files that are wanted, by name in small letters, in these folders and below."""
    wanted = {name.lower() for names in (*files.roles.values(), files.rare) for name in names}
    found: dict[str, Path] = {}
    for place in places:
        for folder, _, names in os.walk(place):
            for name in sorted(wanted.intersection(map(str.lower, names))):
                found.setdefault(name, next(Path(folder, own) for own in names if own.lower() == name))
    return found


def _found(lying: dict[str, Path], names: Sequence[str]) -> Iterator[Path]:
    return (lying[name.lower()] for name in names if name.lower() in lying)


def _usable(paths: Iterable[Path]) -> Iterator[Face]:
    for path in paths:
        with suppress(UnusableFontError):
            yield load(path)
