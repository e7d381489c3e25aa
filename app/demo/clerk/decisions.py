"""The district's word, 10 to 14 April: agreed, refused, sent back, not answered; recalled; answered again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.demo.clerk import meetings, visits
from app.demo.clerk.desk import DISTRICT, LEADER, Desk
from app.demo.clerk.meetings import Evaluated
from app.demo.layouts import Cell
from app.demo.workbooks import write_xlsx
from app.services.meetings.rules import Conclusion

DECIDED, MENDED, DECIDED_AGAIN, DECIDED_LATE = (
    date(2020, 4, 10), date(2020, 4, 13), date(2020, 4, 14), date(2020, 5, 8),
)  # fmt: skip
_TITLES = ("序号", "村", "户编号", "户主姓名", "审定结果", "文号", "审定日期", "原因", "补正期限", "监测对象类别")
AGREED, REFUSED, RETURNED, SILENT = "同意", "不同意", "退回补正", ""
_REASONS = {REFUSED: "经查，家庭有经营性收入，不符合条件", RETURNED: "收入核算依据不足，请补充务工证明"}


@dataclass(frozen=True, slots=True)
class Decided:
    """The district's first answer: who was sent back, who was not answered, whom we recalled."""

    returned: tuple[str, ...]
    silent: str
    recalled: str


def decide(desk: Desk, evaluated: Evaluated, folder: Path) -> Decided:
    """The first answer; before it came, one household was recalled."""
    recalled = _recall(desk, evaluated.reported[0])
    answers = _answers(desk, [code for code in evaluated.reported if code != recalled])
    take_in(desk, folder / "区级审定结果_第1批.xlsx", answers, number="区审〔2020〕1号", on=DECIDED)
    counts = {word: list(answers.values()).count(word) for word in (AGREED, REFUSED, RETURNED, SILENT)}
    desk.say(
        f"区审定：同意 {counts[AGREED]} 户，不同意 {counts[REFUSED]} 户，退回补正 {counts[RETURNED]} 户，"
        f"未答复 {counts[SILENT]} 户，撤回 1 户"
    )
    returned = tuple(code for code, word in answers.items() if word == RETURNED)
    return Decided(returned, next(code for code, word in answers.items() if word == SILENT), recalled)


def mend(desk: Desk, decided: Decided, evaluated: Evaluated, folder: Path) -> None:
    """What was sent back and recalled is mended by 13 April, and answered on the 14th: one of them is refused."""
    _mend(desk, list(decided.returned), decided.recalled, evaluated)
    again = dict.fromkeys((*decided.returned, decided.recalled), AGREED)
    if len(decided.returned) > 3:
        again[decided.returned[-1]] = REFUSED
    take_in(desk, folder / "区级审定结果_第2批.xlsx", again, number="区审〔2020〕2号", on=DECIDED_AGAIN)


def _answers(desk: Desk, reported: list[str]) -> dict[str, str]:
    """As the cast has it; at least three are sent back, one refused, one not answered."""
    words = {code: (c.decision if (c := desk.character(code)) else AGREED) for code in reported}
    words = {code: SILENT if word == "未答复" else word for code, word in words.items()}
    wanted = {RETURNED: 3, REFUSED: 1, SILENT: 1}
    agreed = [code for code, word in words.items() if word == AGREED]
    for word, count in wanted.items():
        for _ in range(count - list(words.values()).count(word)):
            words[agreed.pop(1)] = word
    return words


def _recall(desk: Desk, code: str) -> str:
    data = {"reason": "上报后发现家庭人口有误，撤回更正", "due_on": "2020-04-14"}
    desk.take("recall", [code], DECIDED, data, by=desk.actor(LEADER))
    return code


def take_in(desk: Desk, path: Path, answers: Mapping[str, str], *, number: str, on: date) -> None:
    """Write the district's workbook and import it; rows without an answer move nothing."""
    rows: list[list[Cell]] = []
    for count, (code, word) in enumerate(answers.items(), start=1):
        head = desk.dossier(code).head
        agreed = word == AGREED
        due = MENDED.isoformat() if word == RETURNED else None
        decision_no = number if agreed or word == REFUSED else None
        rows.append(
            [count, head.village_name, code, head.head_name, word or None, decision_no,
             on.isoformat() if word else None, _REASONS.get(word), due, None]
        )  # fmt: skip
    write_xlsx(path, {"审定结果": [[f"示范区{on.year}年监测对象审定结果"], list(_TITLES), *rows]})
    result = desk.office.imports.run("district-decision", [path], actor=desk.actor("区审定", DISTRICT), today=on)
    desk.done["district.decisions"] += result.entries.created
    silent = sum(word == SILENT for word in answers.values())
    for rejected in result.rejected:
        expected = rejected.code == "row.missing_value" and silent > 0
        desk.refuse_row(on, "district-decision", rejected, is_expected=expected)


def _mend(desk: Desk, returned: list[str], recalled: str, evaluated: Evaluated) -> None:
    """The first is answered on paper, the second visited again, the third voted on again; the recalled is mended."""
    desk.take("resubmit", [recalled], MENDED, {"answers": "人口已更正，附户籍证明"}, by=desk.actor(LEADER))
    visit_again, vote_again, *on_paper = returned
    desk.take("redo_visit", [visit_again], date(2020, 4, 11), {"reason": _REASONS[RETURNED]}, by=desk.actor(LEADER))
    desk.take("redo_meeting", [vote_again], date(2020, 4, 11), {"reason": "表决票数与签到不符"}, by=desk.actor(LEADER))
    visits.record(desk, visit_again, date(2020, 4, 11))
    for village in desk.by_village([visit_again, vote_again]):
        meetings.meet(desk, village, date(2020, 4, 12), lambda _: Conclusion.INCLUDE, evaluated)
    meetings.report(desk, list_no="石脱贫〔2020〕4号", on=MENDED, result=evaluated)
    desk.take("resubmit", on_paper, MENDED, {"answers": "已补充务工证明和收入核算表"}, by=desk.actor(LEADER))
