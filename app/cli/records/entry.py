"""A record as it comes in by ``--data``: checked for shape against its kind before a service sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from app.models.enums import Labelled
from app.services.cases.request import parse_signers
from app.services.context import Actor
from app.services.errors import Reason, Refused, refuse, refuse_all
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Signer

if TYPE_CHECKING:
    from app.services.cases.door import RefusedHousehold
    from app.services.office import Office


# What a record has made, for who goes on with it: the number of a clue, the code of a household; None = nothing.
Made: TypeAlias = Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: text, day, integer, money (fen), truth, list, signers, object; ``options`` closes it."""

    name: str
    label: str
    type: str = "text"
    required: bool = True
    options: tuple[str, ...] = ()
    words: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def shown_options(self) -> list[str]:
        """The options as a person reads them."""
        known = {code: word for word, code in self.words.items()}
        return [f"{code}（{known[code]}）" if code in known else code for code in self.options]


def choice(name: str, label: str, members: Iterable[Labelled], *, required: bool = True) -> Field:
    """A field closed by a code list; the Chinese word says the same as the code."""
    known = tuple(members)
    words = {member.label: member.value for member in known}
    return Field(name, label, "choice", required, tuple(member.value for member in known), words)


def optional(name: str, label: str, type_: str = "text", options: tuple[str, ...] = ()) -> Field:
    """A field that may be left out."""
    return Field(name, label, type_, required=False, options=options)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: its fields, and what writes one of them."""

    name: str
    label: str
    fields: tuple[Field, ...]
    write: Callable[[Office, Entry], Made]

    def as_json(self) -> dict[str, object]:
        """As ``record --list`` gives it."""
        fields = [
            {
                "field": f.name,
                "label": f.label,
                "type": f.type,
                "required": f.required,
                "options": list(f.options),
                "words": dict(f.words),
            }
            for f in self.fields
        ]
        return {"kind": self.name, "name": self.label, "fields": fields}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, read; every getter knows that the shape has been checked."""

    values: Mapping[str, object]
    actor: Actor
    today: date

    def text(self, name: str) -> str:
        """A text; empty when nothing was said."""
        value = self.values.get(name)
        return "" if value is None else str(value).strip()

    def day(self, name: str) -> date:
        """A day; the command's own day when nothing was said."""
        return a_day(self.values.get(name)) or self.today

    def maybe_day(self, name: str) -> date | None:
        """A day, if one was said."""
        return a_day(self.values.get(name))

    def number(self, name: str) -> int | None:
        """A whole number or an amount in fen, if one was said."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def truth(self, name: str) -> bool | None:
        """Yes or no, if it was said."""
        value = self.values.get(name)
        return bool(value) if isinstance(value, (bool, int)) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self.values.get(name)
        if isinstance(value, (list, tuple)):
            return tuple(str(item).strip() for item in value)
        return (str(value).strip(),) if value else ()

    def signers(self, name: str = "signers") -> tuple[Signer, ...]:
        """Names, or objects with name and office."""
        return parse_signers(self.values.get(name))

    def rows(self, name: str) -> list[Entry]:
        """A list of objects, each as an entry of its own; refused when something else stands among them."""
        value = self.values.get(name)
        items: Sequence[object] = value if isinstance(value, (list, tuple)) else [value] if value else []
        refuse_all(
            Reason("record_file.bad_row", {"name": name, "value": item})
            for item in items
            if not isinstance(item, Mapping)
        )
        return [Entry(item, self.actor, self.today) for item in items if isinstance(item, Mapping)]

    def codes(self, name: str, members: Iterable[Labelled]) -> tuple[str, ...]:
        """One or several values of a code list, by code or Chinese word; refused when one is on no list."""
        known = tuple(members)
        words = {word: member.value for member in known for word in (member.value, member.label)}
        shown = [f"{member.value}（{member.label}）" for member in known]
        given = self.texts(name)
        refuse_all(
            Reason("record_file.bad_choice", {"name": name, "value": value, "options": shown})
            for value in given
            if value not in words
        )
        return tuple(words[value] for value in given)

    def part(self, name: str) -> Entry:
        """An object inside; empty when nothing was said."""
        value = self.values.get(name)
        return Entry(value if isinstance(value, Mapping) else {}, self.actor, self.today)


class PartlyRefused(Refused):
    """A record about several households of which some were refused; the others are done."""

    def __init__(self, named: Sequence[tuple[str, tuple[Reason, ...]]]) -> None:
        super().__init__(*(reason for _, reasons in named for reason in reasons))
        self.named = tuple(named)


def refuse_named(refused: Sequence[RefusedHousehold]) -> None:
    """Raise with every refused household by its code; return quietly when there is none."""
    if refused:
        raise PartlyRefused([(row.household_code, row.reasons) for row in refused])


def read_entry(kind: RecordKind, value: object, *, actor: Actor, today: date) -> Entry:
    """A record of this kind; Refused with everything that is missing or cannot be read."""
    if not isinstance(value, Mapping):
        raise refuse("data.not_a_table")
    words = {field.name: field.words for field in kind.fields}
    values = {str(key): _coded(words.get(str(key), {}), item) for key, item in value.items()}
    refuse_all(_problems(kind, values))
    return Entry(values, actor, today)


def _coded(words: Mapping[str, str], value: object) -> object:
    return words.get(value, value) if isinstance(value, str) else value


def _problems(kind: RecordKind, values: Mapping[str, object]) -> Iterator[Reason]:
    known = {field.name: field for field in kind.fields}
    for name in values:
        if name not in known:
            yield Reason("record_file.unknown_field", {"name": name, "kind": kind.name, "known": list(known)})
    for field in kind.fields:
        value = values.get(field.name)
        if value is None or value == "":
            if field.required:
                yield Reason("record_file.missing", {"name": f"{field.label}（{field.name}）"})
        elif not _fits(field, value):
            shown = {"name": f"{field.label}（{field.name}）", "value": value}
            yield Reason(f"record_file.bad_{field.type}", {**shown, "options": field.shown_options})


def _fits(field: Field, value: object) -> bool:
    match field.type:
        case "day":
            return a_day(value) is not None
        case "integer" | "money":
            return isinstance(value, int) and not isinstance(value, bool)
        case "truth":
            return isinstance(value, bool) or value in (0, 1)
        case "list":
            return isinstance(value, (list, tuple, str))
        case "object":
            return isinstance(value, Mapping)
        case "signers":
            return bool(parse_signers(value))
        case "choice":
            return value in field.options
        case _:
            return isinstance(value, (str, int)) and not isinstance(value, bool)
