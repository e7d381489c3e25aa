"""Whether the fields of a row are there and of the kind that the row stores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.services.errors import Reason
from app.services.workflow.common_guards import a_day, integer, truth
from app.services.workflow.facts import Request
from app.services.workflow.table import Need

_EMPTY: tuple[object, ...] = (None, "", (), [])


def field_reasons(needs: tuple[Need, ...], request: Request) -> Iterator[Reason]:
    """What is missing or not of its kind, field by field in the order of the row."""
    for need in needs:
        value = request.value(need.field)
        if value in _EMPTY or (isinstance(value, str) and not value.strip()):
            if need.required:
                yield Reason("data.missing", {"field": need.field})
        elif against := _wrong_kind(need, value):
            yield Reason(against, {"field": need.field, "value": value})


def _wrong_kind(need: Need, value: object) -> str | None:
    if need.choices and need.is_closed:
        codes = {member.value for member in need.choices}
        values = value if isinstance(value, (list, tuple)) else [value]
        if any(str(one) not in codes for one in values):
            return "data.not_a_choice"
    checks = {
        "date": ("data.bad_date", a_day(value) is None),
        "integer": ("data.bad_integer", integer(value) is None),
        "money": ("data.bad_integer", integer(value) is None),
        "boolean": ("data.bad_boolean", truth(value) is None),
        "list": ("data.not_a_list", not isinstance(value, (list, tuple))),
        "object": ("data.not_an_object", not isinstance(value, Mapping)),
    }
    code, is_wrong = checks.get(need.type, ("", False))
    return code if is_wrong else None
