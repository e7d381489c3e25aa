"""Guards that both tables share: fields that must be there, two persons, votes, dates."""

from __future__ import annotations

from datetime import date

from app.models.enums import Party
from app.services.errors import Reason
from app.services.workflow.facts import AlertFacts, CaseFacts, Request, Signer
from app.services.workflow.plan import Plan
from app.services.workflow.table import of_form


@of_form
def two_signers(_facts: object, _plan: Plan, request: Request) -> Reason | None:
    """Two different persons signed."""
    names = {signer.name for signer in request.signers if signer.name}
    return None if len(names) >= 2 else Reason("signers.two_needed", {"given": len(names)})


def same_person(first: tuple[Signer, ...], second: tuple[Signer, ...]) -> tuple[str, ...]:
    """Names that stand in both lists: the signers are compared, never the login."""
    return tuple(sorted({s.name for s in first} & {s.name for s in second}))


def persons(value: object) -> tuple[Signer, ...]:
    """Persons given as names or as {"name", "office"}; entries without a name are left out."""
    entries = value if isinstance(value, (list, tuple)) else [value] if value else []
    found = (
        Signer(str(entry.get("name") or "").strip(), str(entry.get("office") or "").strip())
        if isinstance(entry, dict)
        else entry
        if isinstance(entry, Signer)
        else Signer(str(entry).strip())
        for entry in entries
    )
    return tuple(person for person in found if person.name)


@of_form
def votes_carried(_facts: object, plan: Plan, request: Request) -> Reason | None:
    """Carried if 2 x for > present (or the plan's majority); the four kinds of votes add up to those present."""
    numbers = _votes(request)
    if numbers is None:
        return Reason("votes.not_numbers")
    present, in_favour, against, abstained, recused = numbers
    if in_favour + against + abstained + recused != present:
        return Reason(
            "votes.do_not_add_up",
            {"total": in_favour + against + abstained + recused, "present": present},
        )
    part, whole = plan.meeting.majority
    if whole * in_favour <= part * present:
        return Reason("votes.not_carried", {"votes_for": in_favour, "present": present})
    return None


@of_form
def meeting_valid(_facts: object, plan: Plan, request: Request) -> Reason | None:
    """Valid if 3 x present >= 2 x expected (or the plan's quorum)."""
    expected, present = integer(request.value("expected")), integer(request.value("present"))
    if expected is None or present is None or expected <= 0 or not 0 <= present <= expected:
        return Reason("meeting.attendance_impossible", {"expected": expected, "present": present})
    part, whole = plan.meeting.quorum
    if whole * present < part * expected:
        return Reason("meeting.no_quorum", {"expected": expected, "present": present})
    return None


@of_form
def risks_named(_facts: object, _plan: Plan, request: Request) -> Reason | None:
    """One to five risks; 其他 needs a remark."""
    risks = request.value("risks")
    chosen = list(risks) if isinstance(risks, (list, tuple)) else []
    if not chosen:
        return Reason("risks.none")
    if len(chosen) > 5:
        return Reason("risks.too_many", {"count": len(chosen)})
    if "other" in chosen and not request.text("risk_remark"):
        return Reason("risks.other_needs_remark")
    return None


def integer(value: object) -> int | None:
    """A whole number given as number or digits; None for anything else, a boolean included."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.removeprefix("-").isdecimal() else None


def truth(value: object) -> int | None:
    """1 or 0 for a plain yes or no (1, 0, true, false); None for anything else."""
    return int(value) if isinstance(value, (bool, int)) and value in (0, 1) else None


def a_day(value: object) -> date | None:
    """A date given as date or ISO text; None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def _votes(request: Request) -> tuple[int, int, int, int, int] | None:
    names = ("present", "votes_for", "votes_against", "votes_abstained", "votes_recused")
    numbers = [integer(request.value(name)) for name in names]
    if any(number is None or number < 0 for number in numbers):
        return None
    present, in_favour, against, abstained, recused = (number or 0 for number in numbers)
    return present, in_favour, against, abstained, recused


def may_take_back(facts: CaseFacts | AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Own steps can be taken back until the next party has acted or a frozen paper has left."""
    last = facts.last
    if last is None:
        return Reason("take_back.nothing")
    if last.is_consequence:
        return Reason("take_back.consequence", {"action": last.action})
    if last.paper_left:
        return Reason("take_back.paper_left", {"action": last.action})
    if not last.is_own or last.next_party_acted:
        return Reason("take_back.next_party_acted", {"action": last.action})
    return None


@of_form
def same_party(facts: CaseFacts | AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """A step is taken back by the party whose step it was, where the paper names one."""
    named, last = request.text("party"), facts.last
    if last is None or not last.is_own or named in ("", last.party):
        return None
    return Reason("take_back.other_party", {"party": Party(last.party).label})
