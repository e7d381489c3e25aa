"""The guards of the case table: each a question to plain facts, each with one reason (workflow 2)."""

from __future__ import annotations

from app.models.enums import Category, HouseholdType, Track, VisitOutcome
from app.services.errors import Reason
from app.services.workflow.common_guards import a_day, integer, persons, truth
from app.services.workflow.facts import CaseFacts, NamedClue, Request
from app.services.workflow.plan import Plan
from app.services.workflow.table import of_form

GUARANTEES = (
    "housing_safe",
    "education_secured",
    "medical_covered",
    "water_safe",
    "food_enough",
    "clothing_enough",
)


def no_open_case(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """A case is unique per household among open cases."""
    return Reason("case.already_open") if facts.household.has_open_case else None


def living_household(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The household still exists."""
    return None if facts.household.is_living else Reason("case.household_ended")


def not_cleared(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """A carried-over household whose risk was cleared is not taken in again by itself."""
    return Reason("case.risk_was_cleared") if facts.household.was_cleared else None


@of_form
def category_fits(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """脱贫监测户 are 脱贫户, 边缘户 are 一般农户; a household whose type nobody recorded fits neither."""
    named = request.text("category") or (facts.category or "")
    if named not in {member.value for member in Category}:
        return None  # said by the field itself
    return _fits(Category(named), facts)


@of_form
def category_differs(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """变更类别 names another category than the present one."""
    is_same = facts.category is not None and request.text("category") == facts.category
    return Reason("case.same_category", {"category": facts.category.label}) if is_same and facts.category else None


def _fits(category: Category, facts: CaseFacts) -> Reason | None:
    if category.fits(facts.household.household_type):
        return None
    is_unknown = facts.household.household_type is None
    code = "case.household_type_unknown" if is_unknown else "case.category_does_not_fit"
    return Reason(code, {"category": category.label})


@of_form
def category_not_contradicted(facts: CaseFacts, plan: Plan, request: Request) -> Reason | None:
    """The list from above counts where nobody recorded a type; a type that contradicts it must be cleared up first."""
    return category_fits(facts, plan, request) if facts.household.household_type else None


def emergency_papers_in(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """A case that an emergency opened answers row 2's guards with its papers."""
    return _fits(facts.category, facts) if facts.is_provisional and facts.category else None


@of_form
def income_below_line(facts: CaseFacts, plan: Plan, request: Request) -> Reason | None:
    """Expected income strictly below the line; not asked of sudden, income drop or spending jump, nor of track G."""
    if request.text("category") == Category.SUDDEN or request.text("track") == Track.GREEN:
        return None
    if facts.household.has_income_event:
        return None
    if facts.household.below_line == 1:
        return None
    code = "case.income_unknown" if facts.household.below_line is None else "case.income_not_below_line"
    return Reason(code, {"line": plan.line_fen // 100})


@of_form
def clue_usable(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """The clue that is named stands in the register, speaks of this household, and was not found untrue."""
    code = _CLUE_CODES.get(facts.named_clue)
    return Reason(code, {"number": request.text("clue_no")}) if code else None


_CLUE_CODES = {
    NamedClue.UNKNOWN: "case.clue_unknown",
    NamedClue.ELSEWHERE: "case.clue_elsewhere",
    NamedClue.SETTLED: "case.clue_settled",
}


def sheet_closed(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The village's sheet is closed before its households are reported."""
    return None if facts.sheet_closed else Reason("case.village_sheet_open")


@of_form
def villages_in(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """All villages have reported, or the missing ones are named in the request."""
    named = request.value("missing_villages")
    excused = {str(name) for name in named} if isinstance(named, (list, tuple)) else set()
    missing = [name for name in facts.villages_missing if name not in excused]
    return Reason("case.villages_missing", {"villages": missing}) if missing else None


@of_form
def ids_usable(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """Every member can be compared, or the request exempts the person with a reason."""
    exempt = exempted(request)
    names = [name for name in facts.household.members_without_id if name not in exempt]
    return Reason("case.id_unusable", {"names": names}) if names else None


def exempted(request: Request) -> dict[str, str]:
    """免比对: name -> reason, from entries {"name", "reason"}; an entry without a reason exempts nobody."""
    value = request.value("exempt_persons")
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, (list, tuple)) else []
    pairs = ((str(e.get("name") or "").strip(), str(e.get("reason") or "").strip()) for e in entries)
    return {name: reason for name, reason in pairs if name and reason}


def every_item_answered(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Every person x item is answered or exempt."""
    return Reason("cross_check.unanswered", {"count": facts.unanswered_items}) if facts.unanswered_items else None


def suspects_concluded(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Every 疑似 has been concluded by two persons; a late hit blocks too."""
    return Reason("cross_check.open_suspects", {"count": facts.open_suspects}) if facts.open_suspects else None


def result_is_late(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """先访后比 is for results that have not come or are not concluded."""
    return None if facts.unanswered_items or facts.open_suspects else Reason("cross_check.not_late")


@of_form
def list_not_later(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """The district's list is not dated after the day on which it is put into effect."""
    listed = a_day(request.value("list_on"))
    if listed is None or listed <= request.occurred_on:
        return None
    return Reason("district.list_from_later", {"list_on": listed, "day": request.occurred_on})


def found_not_qualified(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """A household leaves by the cross-check only on a 疑似 concluded 不符合."""
    return None if facts.has_not_qualified else Reason("cross_check.nothing_disqualifies")


def comparison_closed(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """先访后比 and 走访新增 must be compared before the report."""
    return Reason("cross_check.still_open") if facts.comparison_open else None


@of_form
def third_attempt_by_leader(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """The third failed attempt goes to the leader: the request says what he decided."""
    if facts.attempts < 2 or request.text("leader_decision"):
        return None
    return Reason("visit.third_attempt", {"attempt": facts.attempts + 1})


@of_form
def attempt_outcome(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """An attempt is 未遇, 拒访 or 外出."""
    failed = {VisitOutcome.ABSENT, VisitOutcome.REFUSED, VisitOutcome.AWAY}
    return None if request.text("outcome") in failed else Reason("visit.outcome_unknown")


@of_form
def two_visitors(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """Two visitors, none of them kin of the household."""
    names = {visitor.name for visitor in persons(request.value("visitors"))}
    if len(names) < 2:
        return Reason("visit.two_visitors", {"given": len(names)})
    return Reason("visit.kin") if truth(request.value("has_kin")) == 1 else None


@of_form
def visit_complete(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """Guarantees, water, income and risk are answered; "unknown" is no answer of a visit."""
    missing = [name for name in (*GUARANTEES, "risk_found") if truth(request.value(name)) is None]
    missing += [name for name in ("net_income_fen", "heads") if integer(request.value(name)) is None]
    return Reason("visit.unanswered", {"fields": missing}) if missing else None


@of_form
def phone_only_when_away(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """A visit by phone is for households away only."""
    if request.text("outcome") != VisitOutcome.PHONE or truth(request.value("is_away")) == 1:
        return None
    return Reason("visit.phone_only_when_away")


@of_form
def signed_or_why_not(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """The household signed, or the form says why not."""
    if request.text("household_signature") in ("signed", "fingerprint") or request.text("no_signature_reason"):
        return None
    return Reason("visit.signature")


def objections_closed(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """No objection is open when the notice ends."""
    return Reason("notice.open_objections", {"count": facts.open_objections}) if facts.open_objections else None


def notice_days_over(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """The full days of the notice are over."""
    if facts.notice_to is None or request.occurred_on > facts.notice_to:
        return None
    return Reason("notice.days_not_over", {"until": facts.notice_to})


@of_form
def notice_long_enough(_facts: CaseFacts, plan: Plan, request: Request) -> Reason | None:
    """The notice hangs for the full days of the plan, the day of posting not counted."""
    start, end = a_day(request.value("from_on")), a_day(request.value("to_on"))
    if start is None or end is None:
        return None  # said by the missing fields
    days = (end - start).days
    return None if days >= plan.limits.notice_days else Reason("notice.too_short", {"needed": plan.limits.notice_days})


@of_form
def explicit_approval(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """区审定 needs an explicit 同意; silence stays 未答复."""
    return None if request.text("decision") in ("同意", "approve", "approved") else Reason("district.not_approved")


def within_due_date(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """补正 is sent to the district by its due date."""
    if facts.mend_due_on is None or request.occurred_on <= facts.mend_due_on:
        return None
    return Reason("district.mending_late", {"due": facts.mend_due_on})


@of_form
def entry_complete(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """Households new to the national system need a complete 采集表 and its number; 脱贫户 only mark and date."""
    if facts.category is Category.UNSTABLE_EXITED or facts.household.household_type == HouseholdType.EXITED:
        return None
    if facts.missing_entry_fields:
        return Reason("entry.incomplete", {"fields": facts.missing_entry_fields})
    return None if request.text("national_code") else Reason("entry.national_code")


@of_form
def found_on_platform(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """Found in the platform's export of a day, or confirmed by a named person."""
    if a_day(request.value("export_on")) or request.text("confirmed_by"):
        return None
    return Reason("entry.not_confirmed")


def long_enough_monitored(facts: CaseFacts, plan: Plan, request: Request) -> Reason | None:
    """Months since identification, where the plan sets some."""
    months = plan.limits.months_before_clearing
    if not months or facts.identified_on is None:
        return None
    since = (request.occurred_on.year - facts.identified_on.year) * 12 + request.occurred_on.month
    since -= facts.identified_on.month + (request.occurred_on.day < facts.identified_on.day)
    return None if since >= months else Reason("clearing.too_early", {"months": months, "since": facts.identified_on})


def has_labour(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """整户无劳动力 is not marked 风险消除 (domain 3.6)."""
    return Reason("clearing.no_labour") if facts.household.no_labour else None


def no_open_alert(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """No alert is open when the risk is said to be gone."""
    return Reason("clearing.open_alerts", {"count": facts.open_alerts}) if facts.open_alerts else None


def cleared_by_visit_and_meeting(facts: CaseFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The clearing visit and meeting have been held (rows 31a)."""
    if facts.has_clear_visit and facts.has_clear_meeting:
        return None
    code = "clearing.visit_missing" if not facts.has_clear_visit else "clearing.meeting_missing"
    return Reason(code)


@of_form
def december_sheets_in(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """December's monthly check is in, or a reason is given."""
    if not facts.missing_december_sheets or request.text("missing_reason"):
        return None
    return Reason("roll_over.december_missing", {"count": facts.missing_december_sheets})


@of_form
def next_plan_exists(facts: CaseFacts, plan: Plan, request: Request) -> Reason | None:
    """A case is rolled over to the plan of the year after its own, which has been made."""
    year, expected = integer(request.value("new_plan")), (facts.calendar.plan_year or plan.year) + 1
    if year is None:
        return None  # said by the field itself
    if year != expected:
        return Reason("roll_over.wrong_year", {"year": year, "expected": expected})
    return None if year in facts.plan_years else Reason("plan.not_found", {"year": year})


@of_form
def every_point_answered(facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """补正再报 answers every point of the district: one text, or one answer for each point that it listed."""
    answers = request.value("answers")
    if not isinstance(answers, (list, tuple)):
        return None
    given = sum(bool(str(answer).strip()) for answer in answers)
    needed = max(facts.points_to_mend, 1)
    return None if given >= needed else Reason("district.points_open", {"given": given, "needed": needed})


@of_form
def next_meeting_dated(_facts: CaseFacts, _plan: Plan, request: Request) -> Reason | None:
    """缓议 names the next meeting, after this one."""
    following = a_day(request.value("next_meeting_on"))
    return None if following and following > request.occurred_on else Reason("meeting.next_not_dated")
