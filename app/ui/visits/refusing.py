"""A refusal of a visit beside the field that it speaks of, and the way to a permit where a window is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication

from app.services.errors import Reason, Refused
from app.ui.common.form_builder import Form
from app.ui.common.permits import permittable, wish_for

OpenPermits = Callable[[tuple[str, ...]], None]  # with the actions that the permit is for
_FIELD_OF = {
    "visit.two_visitors": "visitors",
    "visit.kin": "visitors",
    "visit.phone_only_when_away": "is_away",
    "visit.signature": "no_signature_reason",
    "visit.no_heads": "heads",
    "visit.risks_missing": "risks",
    "visit.risks_without_risk": "risk_found",
    "risks.other_needs_remark": "risk_remark",
    "visit.third_attempt": "leader_decision",
    "visit.next_before_attempt": "next_on",
    "visit.outcome_unknown": "outcome",
    "case.category_does_not_fit": "category",
    "case.household_type_unknown": "category",
}
_CALLED = {"net_income_fen": "income", "income_items": "income", "household_signature": "signature"}


def placed(refused: Refused, *, day: str) -> Refused:
    """The same reasons, each with the form's field that it belongs to; ``day`` names the field of the day."""
    return Refused(*(one for reason in refused.reasons for one in _placed(reason, day)))


def _placed(reason: Reason, day: str) -> Iterator[Reason]:
    unanswered = reason.values.get("fields")
    if reason.code == "visit.unanswered" and isinstance(unanswered, (list, tuple)):
        for name in unanswered:
            yield Reason(reason.code, {"fields": [name], "field": _CALLED.get(str(name), str(name))})
        return
    named = reason.values.get("field")
    if reason.code.startswith("window."):
        named = day
    elif isinstance(named, str):
        named = _CALLED.get(named, named)
    else:
        named = _FIELD_OF.get(reason.code)
    yield Reason(reason.code, {**reason.values, "field": named}) if named else reason


def show_placed(form: Form, refused: Refused, *, day: str, open_permits: OpenPermits) -> None:
    """Show a refusal in a form; outside of the window the permit for the step is one press away."""
    form.show_refusal(placed(refused, day=day))
    if permittable(refused.reasons):
        actions = wish_for([("", refused.reasons)]).actions
        form.bar.offer(QCoreApplication.translate("visits", "开补办单…"), lambda: open_permits(actions))
