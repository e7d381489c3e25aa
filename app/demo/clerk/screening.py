"""排查, 20 to 22 March: what is known of incomes and clues, the screening, and what each village says of its hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.demo.cast import REPORTED_PARTS, Character, Part
from app.demo.clerk.desk import Desk, as_data, village_two
from app.models.enums import CaseOrigin, Category, ClueState
from app.services.clues import ClueFilter, ClueRow
from app.services.recording.inputs import EventInput
from app.services.screening.hits import HitFilter
from app.services.screening.sheets import Reported, SheetInput, SheetOutcome, Struck

FIRST, SIGNED, SUPPLEMENT = date(2020, 3, 20), date(2020, 3, 21), date(2020, 3, 22)
_STRUCK = ("子女在外务工，实际收入高于监测线", "已与子女共同生活，有人供养", "反映的开支已由医保和救助报销")


def screen(desk: Desk) -> None:
    """Record the drops of income that the villages know of, then screen the town."""
    for character in desk.invented.cast.of(Part.INCOME_DROP):
        event = EventInput(
            kind="income_drop", happened_on=date(2020, 2, 20), description="受疫情影响未能返岗，务工收入骤减",
            amount_fen=1_200_000,
        )  # fmt: skip
        code = desk.code(character.household)
        desk.office.recording.record_event(desk.household_id(code), event, actor=desk.actor(), today=FIRST)
    result = desk.office.screening.run(actor=desk.actor(), today=FIRST)
    desk.done["screening.candidates"] = len(result.candidates)
    desk.done["screening.unknown"] = len(result.unknown)
    desk.done["screening.carried_over"] = result.carried_over
    desk.say(
        f"筛查：自动纳入 {result.carried_over} 户，命中 {len(result.candidates)} 户，缺数据 {len(result.unknown)} 户"
    )


def report_villages(desk: Desk) -> list[str]:
    """Every village signs its sheet: reported, struck, or nothing; two come back and one of them goes on again."""
    cast = desk.invented.cast.of(*REPORTED_PARTS)
    reported: list[str] = []
    desk.attempt(
        "screening.village_sheet",
        SIGNED,
        lambda: desk.office.screening.report_sheet(
            SheetInput("柳溪村", "柳溪排查1号", SIGNED, village_two("柳溪村")[:1]), actor=desk.actor(), today=SIGNED
        ),
        subject="柳溪村",
        expects=("signers.two_needed",),
    )
    for village in desk.villages:
        own = [character for character in cast if character.household.village.name == village]
        outcome = _sheet(desk, village, own, on=SIGNED, number=f"{village}排查1号")
        reported += desk.note("village_sheet", SIGNED, outcome.done, outcome.refused)
    kept = _return_two(desk, reported)
    desk.say(f"村级上报：{len(desk.villages)} 个村，上报 {len(kept)} 户，核不报 {desk.done['struck']} 户")
    return kept


def _sheet(desk: Desk, village: str, own: Sequence[Character], *, on: date, number: str) -> SheetOutcome:
    hits = {
        hit.household_code: hit
        for hit in desk.office.screening.hits(HitFilter(village_id=desk.villages[village]), today=on)
    }
    struck = [desk.code(character.household) for character in own if character.struck]
    reported = [_reported(desk.code(c.household), c, hits) for c in own if not c.struck]
    desk.done["struck"] += len(struck)
    return desk.office.screening.report_sheet(
        SheetInput(
            village=village,
            sheet_no=number,
            signed_on=on,
            signers=village_two(village),
            reported=tuple(reported),
            struck=tuple(Struck(code, _STRUCK[i % len(_STRUCK)]) for i, code in enumerate(struck)),
            is_zero=not reported,
        ),
        actor=desk.actor(village_two(village)[0].name, f"{village}村委会"),
        today=on,
    )


def _reported(code: str, character: Character, hits: Mapping[str, object]) -> Reported:
    if code in hits:
        return Reported(code)
    basis = "户主重残，主要靠转移性收入，村民小组推荐"
    return Reported(code, basis=basis, category=Category(character.category), origin=CaseOrigin.APPLICATION)


def _return_two(desk: Desk, reported: list[str]) -> list[str]:
    """Two households come back to their village: one goes on a supplement, the other is struck after all."""
    again, given_up = reported[1], reported[-2]
    note = {"mend": "收入核算表缺务工证明，请补齐后再报", "due_on": "2020-03-22"}
    desk.take("return_village", [again, given_up], SIGNED, note)
    village = desk.village_of(again)
    supplement = SheetInput(village, f"{village}排查补1号", SUPPLEMENT, village_two(village), (Reported(again),))
    outcome = desk.office.screening.report_sheet(supplement, actor=desk.actor(), today=SUPPLEMENT)
    desk.note("village_sheet", SUPPLEMENT, outcome.done, outcome.refused)
    signers = village_two(desk.village_of(given_up))
    reason = {"reason": "补充核实后，务工收入稳定，不符合条件", "signers": as_data(signers)}
    desk.take("strike", [given_up], SUPPLEMENT, reason, by=desk.actor(signers[0].name, "村委会"))
    return [code for code in reported if code != given_up]


def answer_clues(desk: Desk) -> None:
    """Clues that led to no proposal are answered, and the petitioners told; the anonymous ones stay in the register."""
    open_ones = desk.office.clues.find(ClueFilter(states=(ClueState.UNVERIFIED,)))
    for place, clue in enumerate(open_ones):
        if clue.household_id is None:
            _answer_stranger(desk, clue)
            continue
        state = (ClueState.UNFOUNDED, ClueState.VERIFIED, ClueState.DUPLICATE)[place % 3]
        words = {"unfounded": "经核实，反映情况不属实", "verified": "已核实，收入高于监测线，继续关注"}
        _answer(desk, clue, state, words.get(state.value, "与另一条线索重复"))


def _answer_stranger(desk: Desk, clue: ClueRow) -> None:
    if clue.subject_name:
        _answer(desk, clue, ClueState.UNFOUNDED, "查无此户，已迁出本镇")


def _answer(desk: Desk, clue: ClueRow, state: ClueState, text: str) -> None:
    reply_on = SUPPLEMENT if clue.informant else None
    desk.attempt(
        "clue.answer",
        SUPPLEMENT,
        lambda: desk.office.clues.answer(
            clue.id, row_version=clue.row_version, state=state, answer=text, on=SUPPLEMENT, reply_on=reply_on,
            actor=desk.actor(), today=SUPPLEMENT,
        ),
        subject=clue.number,
    )  # fmt: skip
