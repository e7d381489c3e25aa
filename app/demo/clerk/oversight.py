"""疑点 and 问题整改: checks are run, some findings are exempted, some mended; problems get their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import Desk
from app.demo.manifest import Fault
from app.services.dossier.parts import MemberLine
from app.services.findings.service import OPEN, FindingFilter
from app.services.household_events.inputs import PersonInput
from app.services.id_number import check_digit
from app.services.problems import Manner, NewProblem


def check(desk: Desk, on: date) -> None:
    """Run every check over the town."""
    result = desk.office.findings.check(actor=desk.actor(), today=on)
    desk.done["findings.open"] = len(result.findings)
    desk.done["findings.fixed"] += result.fixed
    desk.say(
        f"疑点检查：{result.checked} 户，{len(result.findings)} 条待核，{result.exempt} 条豁免，{result.fixed} 条已改"
    )


def look_through(desk: Desk, on: date, *, share: int = 1) -> Story:
    """Every finding is looked at: what is truly so is exempted with its reason; once without a reason."""
    yield on
    found = desk.office.findings.find(FindingFilter(states=(OPEN,)))
    if found:
        first = found[0]
        desk.attempt(
            "findings.exempt",
            on,
            lambda: desk.office.findings.exempt(
                first.id, row_version=first.row_version, reason=" ", actor=desk.actor(), today=on
            ),
            subject=first.household_code,
            expects=("finding.reason_missing",),
        )
    for finding in found[:: max(share, 1)]:
        desk.attempt(
            "findings.exempt",
            on,
            lambda f=finding: desk.office.findings.exempt(
                f.id, row_version=f.row_version, reason="已与户籍资料核对，情况属实", actor=desk.actor(), today=on
            ),
            subject=finding.household_code,
        )


def mend_numbers(desk: Desk, on: date, *, count: int) -> Story:
    """Numbers with a wrong check digit, as the police station wrote them down: typed, and put on the 待修改清单."""
    yield on
    homes = {home.number: home for home in desk.invented.township.households}
    for plant in desk.invented.manifest.of(Fault.WRONG_CHECK_DIGIT)[:count]:
        code = desk.code(homes[plant.household])
        for line in desk.dossier(code).members:
            number = line.id_number or ""
            if len(number) == 18 and check_digit(number[:17]) != number[17]:
                _mend(desk, code, line, number[:17] + check_digit(number[:17]), on)


def _mend(desk: Desk, code: str, line: MemberLine, number: str, on: date) -> None:
    given = PersonInput(
        line.name, line.relation or "", number, line.sex, line.born_on, line.phone, line.ethnicity,
        bool(line.counts_per_head),
    )  # fmt: skip
    saved = desk.attempt(
        "member.edit",
        on,
        lambda: desk.office.household_events.edit_member(
            desk.household_id(code), line.membership_id, given, row_version=line.row_version, actor=desk.actor(),
            today=on,
        ),
        subject=code,
    )  # fmt: skip
    if saved:
        desk.office.platform.add_correction(
            code, field=f"{line.name}的证件号码", old_value=line.id_number or "", new_value=number, on=on,
            actor=desk.actor(), today=on,
        )  # fmt: skip


def inspect(desk: Desk, codes: Sequence[str], on: date) -> Story:
    """大排查 in May, 回头看 in September: what was found, by whom it is put right, and what proves it."""
    yield on
    village = next(iter(desk.villages))
    problems = [
        NewProblem(source="大排查", content="走访表缺第二名走访人签字", responsible="王经办", found_on=on,
                   due_on=date(on.year, on.month, 28), household_code=codes[0]),
        NewProblem(source="大排查", content="帮扶措施未更新", responsible="赵经办", found_on=on,
                   due_on=date(on.year, on.month + 1, 15), household_code=codes[1]),
        NewProblem(source="回头看", content="村级档案不齐", responsible="村文书", found_on=on, manner=Manner.LASTING,
                   village_id=desk.villages[village]),
    ]  # fmt: skip
    for problem in problems:
        desk.office.problems.add(problem, actor=desk.actor(), today=on)
        desk.done["problem"] += 1
    yield date(on.year, on.month, 27)
    _finish(desk, date(on.year, on.month, 27), "补签字的走访表")
    yield date(on.year, on.month + 1, 12)
    _finish(desk, date(on.year, on.month + 1, 12), "措施台账已更新")


def _finish(desk: Desk, on: date, proof: str) -> None:
    for problem in desk.office.problems.problems():
        if problem.due_on and problem.due_on.month == on.month:
            desk.office.problems.finish(problem.id, on=on, proof=proof, actor=desk.actor(), today=on)
            desk.done["problem.finished"] += 1
