"""补办单 from anywhere: the button under a refusal about a closed window, and how 设置 is asked to open the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.errors import Reason, Refused
from app.ui.common.action_bar import ActionBar
from app.ui.common.context import Navigator
from app.ui.common.refusals import RefusalBar

PAGE = "permits"


@dataclass(frozen=True, slots=True)
class PermitWish:
    """What the form is opened with."""

    actions: tuple[str, ...] = ()
    households: tuple[str, ...] = ()  # codes


def permittable(reasons: Iterable[Reason]) -> bool:
    """Whether a permit would answer one of these reasons."""
    return any(reason.code.startswith(ActionBar.PERMITTABLE) for reason in reasons)


def offer_permit(
    bar: RefusalBar, refused: Refused, navigator: Navigator, *, action: str = "", households: Sequence[str] = ()
) -> bool:
    """Put 开补办单… under a refusal that is already shown in ``bar``, where a permit would help; whether it does.

    ``action`` and ``households`` (codes) are written into the form.
    """
    if not permittable(refused.reasons):
        return False
    page = page_key(PermitWish((action,) if action else (), tuple(households)))
    bar.offer(
        QCoreApplication.translate("permits", "开补办单…"),
        lambda: navigator.open_settings(page),
    )
    return True


def page_key(wish: PermitWish) -> str:
    """The page of 设置 for a new permit with this written in it."""
    return ":".join((PAGE, ",".join(wish.actions), ",".join(wish.households)))


def wish_of(page: str) -> PermitWish | None:
    """What ``page_key`` says; None for another page, or for the list of permits alone."""
    name, _, rest = page.partition(":")
    if name != PAGE or not rest:
        return None
    actions, _, households = rest.partition(":")
    return PermitWish(tuple(filter(None, actions.split(","))), tuple(filter(None, households.split(","))))
