"""The child that reads rosters (kind read-roster): the reader of lists, and beside each row its household.

An export names the household of each row; a village's book only lists heads and, below each, the members. Which
rows belong together depends on their order, so it is decided here, while they are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.services.files.headers import Header
from app.services.files.reading import ReadRow, read
from app.services.files.values import Value
from app.services.id_number import match_key, read_id
from app.services.names import romanise
from app.worker.channel import Channel
from app.worker.frames import Message

HEAD = "户主"
ADDED = ["household_key", "position", "pinyin", "initials", "id_key", "id_born_on", "id_sex"]


def run(channel: Channel, request: Message) -> None:
    """Read the roster that the request names; ``prefix`` keeps the households of several files apart."""
    prefix = str(request.get("prefix", ""))

    def extra(sheet: int, _header: Header, names: list[str]) -> tuple[list[str], Callable[[ReadRow], list[Value]]]:
        return ADDED, _RowExtras(names, f"#{prefix}.{sheet}.").of_row

    read(channel, request, extra=extra)


class _RowExtras:
    """What the child knows of each row beyond its cells."""

    def __init__(self, names: list[str], prefix: str) -> None:
        self._households = Households(names, prefix)
        self._name = names.index("name") if "name" in names else None
        self._id_number = names.index("id_number") if "id_number" in names else None
        self._stated = [names.index(name) if name in names else None for name in ("born_on", "sex")]
        self._romanised: dict[Value, tuple[str, str]] = {}

    def of_row(self, values: ReadRow) -> list[Value]:
        """Values for ``ADDED``."""
        key, position = self._households.place(values)
        number = values[self._id_number] if self._id_number is not None else None
        sound = self._sound(values[self._name] if self._name is not None else None)
        if not isinstance(number, str):
            return [key, position, *sound, None, None, None]
        return [key, position, *sound, match_key(number), *self._told(values, number)]

    def _sound(self, name: Value) -> tuple[str | None, str | None]:
        if name is None:
            return None, None
        sound = self._romanised.get(name)
        if sound is None:
            sound = self._romanised[name] = romanise(str(name))
        return sound

    def _told(self, values: ReadRow, number: str) -> tuple[Value, Value]:
        """Birth date and sex by the number, where the row's own columns leave one of them open."""
        if all(place is not None and values[place] is not None for place in self._stated):
            return None, None
        facts = read_id(number)
        return facts.born_on.isoformat() if facts.born_on else None, facts.sex


@dataclass(slots=True)
class _Current:
    key: str = ""
    head_name: Value = None
    place: tuple[Value, Value] = (None, None)
    number: Value = None
    had_head_row: bool = False


@dataclass(slots=True)
class Households:
    """Assigns the rows of one sheet to households, in the order of the sheet."""

    names: list[str]
    prefix: str
    _count: int = 0
    _current: _Current = field(default_factory=_Current)
    _positions: Counter[str] = field(default_factory=Counter)
    _at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._at = {name: i for i, name in enumerate(self.names)}

    def place(self, values: ReadRow) -> tuple[str | None, int]:
        """The household's key and the row's position in it; no key when nothing tells of households."""
        key = self._key(values)
        if key is None:
            return None, 0
        position = self._positions[key]
        self._positions[key] += 1
        return key, position

    def _key(self, values: ReadRow) -> str | None:
        code = self._value(values, "household_code")
        if isinstance(code, str):
            return self._enter(f"C{code}", values)
        head_number = self._value(values, "head_id_number")
        if isinstance(head_number, str):
            return self._enter(f"H{match_key(head_number)}", values)
        if not ({"relation", "head_name", "household_number"} & self._at.keys()):
            return None
        if self._begins(values):
            self._count += 1
            return self._enter(f"{self.prefix}{self._count}", values, begins=True)
        return self._enter(self._current.key, values)

    def _value(self, values: ReadRow, name: str) -> Value:
        place = self._at.get(name)
        return None if place is None else values[place]

    def _enter(self, key: str, values: ReadRow, *, begins: bool = False) -> str:
        if begins or key != self._current.key:
            self._current = _Current(
                key,
                head_name=self._value(values, "head_name"),
                place=(self._value(values, "village"), self._value(values, "group")),
                number=self._value(values, "household_number"),
            )
        if self._value(values, "relation") == HEAD:
            self._current.had_head_row = True
        return key

    def _begins(self, values: ReadRow) -> bool:
        """Whether a row without any number of its household starts a new one."""
        current = self._current
        if not current.key:
            return True
        number = self._value(values, "household_number")
        if number is not None or current.number is not None:
            return number is not None and number != current.number
        place = (self._value(values, "village"), self._value(values, "group"))
        if any(new is not None and new != old for new, old in zip(place, current.place, strict=True)):
            return True
        head_name = self._value(values, "head_name")
        is_head_row = self._value(values, "relation") == HEAD
        if head_name is not None:
            if head_name != current.head_name:
                return True
            # The next household's head may carry the same name; a second head of another name is dirty data.
            return is_head_row and current.had_head_row and self._value(values, "name") == head_name
        if "relation" in self._at:
            return is_head_row
        return current.head_name is None
