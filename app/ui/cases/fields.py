"""The fields of workflow rows as lines of a form; their names, kinds and choices are data (``step_fields``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.step_fields import field_label, step_fields
from app.services.workflow.facts import Signer
from app.services.workflow.table import Need
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Kind

# Lists that no single line of a form holds: they come by other ways (income sheet, list of villages).
_ELSEWHERE = frozenset({"income_items", "missing_villages", "verifiers", "track"})
_KEPT = frozenset({"signers", "visitors", "list_no", "list_on", "decision_no", "operator", "finder", "source_list"})
_YES_OR_NO = frozenset({"is_away", "has_kin"})


def fields_of(needs: Sequence[Need], *, with_signers: bool) -> list[Field]:
    """The lines for a row: the day first, then its fields in order; signers where the row does not ask for its own."""
    lines = [Field("occurred_on", field_label("occurred_on"), Kind.DAY, required=True, keep=True)]
    known = step_fields()
    for need in needs:
        look = known.get(need.field)
        if look is None or need.field in _ELSEWHERE:
            continue
        lines.append(
            Field(
                need.field,
                look.label,
                Kind[look.kind.upper()],
                required=need.required,
                keep=need.field in _KEPT,
                options=tuple(Option(code, label) for code, label in look.options),
            )
        )
    if with_signers and all(line.name != "signers" for line in lines):
        lines.append(Field("signers", field_label("signers"), Kind.SIGNERS, keep=True))
    return lines


def step_data(values: Mapping[str, object]) -> dict[str, object]:
    """The form's values as ``--data`` carries them: nothing for what was not said."""
    data: dict[str, object] = {}
    for name, value in values.items():
        if value is None or value in ("", ()):
            continue
        if isinstance(value, tuple):
            plain = [{"name": v.name, "office": v.office} if isinstance(v, Signer) else v for v in value]
            data[name] = plain
        else:
            data[name] = bool(value) if name in _YES_OR_NO else value
    return data
