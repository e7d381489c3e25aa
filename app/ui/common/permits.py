"""补办单 from anywhere: the button under a refusal about a closed window, and how 设置 is asked to open the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.services.errors import Reason, Refused
from app.services.workflow.windows import ANSWERED_BY_PERMIT
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
    return any(reason.code in ANSWERED_BY_PERMIT for reason in reasons)


def wish_for(refused: Iterable[tuple[str, Iterable[Reason]]]) -> PermitWish:
    """The permit that these refusals (code, reasons) ask for: their steps and households with a closed window."""
    actions: dict[str, None] = {}
    codes: dict[str, None] = {}
    for code, reasons in refused:
        for reason in reasons:
            if reason.code in ANSWERED_BY_PERMIT:
                codes[code] = None
                actions[str(reason.values.get("action") or "")] = None
    return PermitWish(tuple(filter(None, actions)), tuple(filter(None, codes)))


def ask_permit(navigator: Navigator, wish: PermitWish) -> None:
    """Open 设置 with a new permit with this written in it."""
    navigator.open_settings(page_key(wish))


def answer_wishes(bar: ActionBar, navigator: Navigator, households: Callable[[], Iterable[str]]) -> None:
    """开补办单… under the bar's reasons opens the form with the step and these households (codes)."""
    bar.permit_asked.connect(
        lambda key: ask_permit(navigator, wish_for((code, bar.reasons_of(key)) for code in households()))
    )


def permit_tip(number: str | None) -> str:
    """What a step says that only a permit opens."""
    return QCoreApplication.translate("permits", "按补办单 {number} 办理").format(number=number) if number else ""


def offer_permit(
    bar: RefusalBar, refused: Refused, navigator: Navigator, *, action: str = "", households: Sequence[str] = ()
) -> bool:
    """Put 开补办单… under a refusal that is already shown in ``bar``, where a permit would help; whether it does.

    ``action`` (else the steps that the reasons name) and ``households`` (codes) are written into the form.
    """
    if not permittable(refused.reasons):
        return False
    actions = (action,) if action else wish_for([("", refused.reasons)]).actions
    wish = PermitWish(actions, tuple(households))
    bar.offer(QCoreApplication.translate("permits", "开补办单…"), lambda: ask_permit(navigator, wish))
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
