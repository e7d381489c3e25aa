"""Frozen data to canonical JSON and back: what is digested, stored for ever and handed to the printing child.

The same data give the same text: keys in the order of the fields, no spaces, days as ISO dates.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, Union, cast, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Data = TypeVar("Data")
Decoder = Callable[[object], object]

# ``field(default=…, metadata=LATER)``: came to its dataclass when papers were stored already. At its default it is left
# out, so that what says the same as before has the same text and digest.
LATER: Mapping[str, object] = MappingProxyType({"later": True})


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _later(kind: type[DataclassInstance]) -> tuple[tuple[str, object], ...]:
    later = [field for field in fields(kind) if "later" in field.metadata]
    assert all(field.default is not MISSING for field in later)
    return tuple((field.name, field.default) for field in later)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        found = {name: getattr(value, name) for name in _names(type(value))}
        for name, default in _later(type(value)):
            if found[name] == default:
                del found[name]
        return found
    raise TypeError(f"{type(value).__name__} cannot stand on a paper")


def encode(data: object) -> str:
    """The data as canonical JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)


def digest(text: str) -> str:
    """40 hexadecimal digits of SHA-256 over canonical JSON: fits a code column, still 160 bits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def decode(kind: type[Data], text: str) -> Data:
    """Data of ``kind`` back from its canonical JSON; raises for a text that does not fit the kind."""
    return cast("Data", _decoder(kind)(json.loads(text)))


def texts(data: object) -> Iterator[str]:
    """Every string in the data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, tuple):
        for item in data:
            yield from texts(item)
    elif is_dataclass(data) and not isinstance(data, type):
        for name in _names(type(data)):
            yield from texts(getattr(data, name))


@cache
def _decoder(hint: object) -> Decoder:
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_decoder(hint)
    if hint is date:
        return lambda value: date.fromisoformat(cast("str", value))
    origin = get_origin(hint)
    if origin is tuple:
        item = _decoder(get_args(hint)[0])
        return lambda value: tuple(map(item, cast("list[object]", value)))
    if origin in (Union, types.UnionType):
        (inner,) = (_decoder(arg) for arg in get_args(hint) if arg is not type(None))
        return lambda value: None if value is None else inner(value)
    if hint in (str, int, bool):
        return _checked(cast("type", hint))
    if isinstance(hint, type) and issubclass(hint, str):
        return hint
    raise TypeError(f"{hint} cannot stand on a paper")


def _checked(kind: type) -> Decoder:
    def check(value: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"{type(value).__name__} where {kind.__name__} was stored")
        return value

    return check


def _dataclass_decoder(kind: type[DataclassInstance]) -> Decoder:
    hints = get_type_hints(kind)
    decoders = [(name, _decoder(hints[name])) for name in _names(kind)]

    def make(value: object) -> object:
        stored = cast("Mapping[str, object]", value)
        # A field that was added later has its default in what was stored before.
        return kind(**{name: decoder(stored[name]) for name, decoder in decoders if name in stored})

    return make
