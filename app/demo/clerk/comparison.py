"""信息比对: the request leaves as a workbook, the district's workbook comes back with hits and with dirt in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from app.demo.cast import REPORTED_PARTS
from app.demo.clerk.desk import CLERK, COLLEAGUE, LEADER, Desk
from app.demo.layouts import Cell
from app.demo.lists import stranger_number
from app.demo.workbooks import write_xlsx
from app.models.enums import CrossCheckTopic
from app.services.cross_check.desk import Hit
from app.services.cross_check.requests import Exemption
from app.services.cross_check.words import Bucket, ItemConclusion
from app.services.workflow.facts import Signer

ASKED, ANSWERED, LISTED = date(2020, 3, 22), date(2020, 3, 23), date(2020, 3, 24)
_WORDS = {
    "vehicle": "名下小型普通客车1辆，2018年登记",
    "business": "个体工商户，登记状态：存续",
    "housing": "县城商品住房1套，89平方米",
    "social_security": "2019年有单位缴纳养老保险记录",
    "public_office": "家庭成员为乡镇聘用人员",
}
_RESULT = ("序号", "姓名", "身份证号", "比对项目", "比对单位", "结果", "疑点说明", "反馈日期")


@dataclass(slots=True)
class Compared:
    """Who is on the confirmed list, and whose answer came late: found clear, and found not to qualify."""

    listed: list[str]
    late_clear: str
    late_hit: str
    excluded: list[str] = field(default_factory=list)


def signers(desk: Desk) -> tuple[Signer, Signer]:
    """The two who verify for the township."""
    return Signer(CLERK, desk.township), Signer(COLLEAGUE, desk.township)


def compare(desk: Desk, reported: Sequence[str], folder: Path) -> Compared:
    """Ask, take the answer in, conclude by two, exclude, and put the others on the list."""
    number = request(desk, reported, list_no="石脱贫〔2020〕1号", on=ASKED)
    asked = export(desk, number, folder / f"信息比对申请名单_第{number}批.xlsx", on=ASKED)
    late = [code for code in reported if code not in _suspected(desk)][-2:]
    answer = folder / f"信息比对结果反馈_第{number}批.xlsx"
    write_answer(asked, answer, suspected=_suspected(desk), silent=late, on=ANSWERED, with_dirt=True)
    imported = desk.office.cross_check.import_results([answer], actor=desk.actor(), today=ANSWERED)
    desk.done["cross_check.rows"] = imported.total_rows
    for bucket, count in imported.rows.items():
        desk.done[f"bucket.{bucket.value}"] += count
    assert imported.import_batch is not None
    _settle(desk, imported.import_batch)
    conclude(desk, _disqualified(desk), on=LISTED)
    excluded = exclude(desk, on=LISTED)
    ready = [home.code for home in desk.office.cross_check.ready_to_close(today=LISTED)]
    closed = close(desk, ready, on=LISTED)
    desk.take("confirm_list", late[:1], LISTED, _list(), by=desk.actor(LEADER), expects=("state.wrong",))
    listed = desk.take("confirm_list", closed, LISTED, _list(), by=desk.actor(LEADER))
    reason = {"reason": "车管和社保部门尚未反馈，先走访后比对"}
    listed += desk.take("list_before_result", late, LISTED, reason, by=desk.actor(LEADER))
    desk.say(f"信息比对：{imported.total_rows} 行，排除 {len(excluded)} 户，列入初步名单 {len(listed)} 户")
    return Compared(listed, late[0], late[1], excluded)


def _list() -> dict[str, object]:
    return {"list_no": "区脱贫〔2020〕2号", "list_on": LISTED.isoformat()}


def _suspected(desk: Desk) -> dict[str, str]:
    cast = desk.invented.cast.of(*REPORTED_PARTS)
    return {desk.code(c.household): c.suspected for c in cast if c.suspected}


def _disqualified(desk: Desk) -> frozenset[str]:
    cast = desk.invented.cast.of(*REPORTED_PARTS)
    return frozenset(desk.code(c.household) for c in cast if c.disqualified and c.suspected)


def request(desk: Desk, codes: Sequence[str], *, list_no: str, on: date, due_on: date | None = None) -> int:
    """Ask about these households; whoever cannot be compared is exempted with the reason. The request's number."""
    exempt = [
        Exemption(bad.household_code, "证件号码有误，已函请派出所核实", bad.person_id, bad.name)
        for bad in desk.office.cross_check.unusable(codes)
    ]
    asked = desk.office.cross_check.request(
        codes, list_no=list_no, on=on, due_on=due_on, exemptions=exempt, signers=(Signer(LEADER, desk.township),),
        actor=desk.actor(LEADER), today=on,
    )  # fmt: skip
    desk.note("submit_cross_check", on, asked.outcome.done, asked.outcome.refused)
    assert asked.batch_number is not None
    return asked.batch_number


def export(desk: Desk, number: int, path: Path, *, on: date) -> Path:
    """The request as the departments get it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    desk.office.cross_check.export_request(path, actor=desk.actor(), today=on, batch_number=number)
    return path


def write_answer(
    asked: Path,
    answer: Path,
    *,
    suspected: Mapping[str, str],
    silent: Collection[str] = (),
    on: date,
    with_dirt: bool = False,
) -> Path:
    """The workbook that comes back: the district copies our rows into its own columns and fills in what it found."""
    rows: list[list[Cell]] = []
    told: set[str] = set()
    for code, name, number, topic, unit in _asked_rows(asked):
        if code in silent:
            continue
        hit = suspected.get(code) == _code_of(topic) and code not in told
        told |= {code} if hit else set()
        words = _WORDS[_code_of(topic)] if hit else None
        rows.append([len(rows) + 1, name, number, topic, unit, "疑似" if hit else "无", words, on.isoformat()])
    if with_dirt:
        rows += _dirt(rows, on)
    return write_xlsx(answer, {"反馈结果": [["示范区信息比对结果反馈表"], list(_RESULT), *rows]})


def _code_of(topic: str) -> str:
    return next(member.value for member in CrossCheckTopic if member.label == topic)


def _asked_rows(asked: Path) -> list[tuple[str, str, str, str, str]]:
    book = load_workbook(asked, read_only=True)
    sheet = book["比对申请"]
    rows = [[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    start = next(i for i, row in enumerate(rows) if "身份证号" in row)
    place = {title: at for at, title in enumerate(rows[start])}
    columns = ("户编号", "姓名", "身份证号", "比对项目", "比对单位")
    return [
        (row[place[columns[0]]], row[place[columns[1]]], row[place[columns[2]]], row[place[columns[3]]],
         row[place[columns[4]]])
        for row in rows[start + 1 :]
        if row[place["身份证号"]]
    ]  # fmt: skip


def _dirt(rows: Sequence[Sequence[Cell]], on: date) -> list[list[Cell]]:
    """A number that Excel destroyed, a stranger, a row twice, a name written otherwise, and an item nobody asked."""
    first, other = list(rows[0]), list(rows[7])
    spoiled, twice, renamed = [*first], [*rows[3]], [*other]
    spoiled[2] = "5.19999E+17"
    renamed[1] = f"{str(other[1])[0]}某"
    stranger: list[Cell] = [None, "秦守义", stranger_number(0), "购车", "公安车管", "无", None, on.isoformat()]
    unknown = [*rows[5]]
    unknown[3] = "彩票中奖"
    return [spoiled, stranger, twice, renamed, unknown]


DIRT = {Bucket.MALFORMED: 2, Bucket.NOT_FOUND: 1, Bucket.DUPLICATE: 1, Bucket.NAME_DIFFERS: 1}


def _settle(desk: Desk, import_batch: int) -> None:
    for row in desk.office.cross_check.rows(import_batch, bucket=Bucket.NAME_DIFFERS):
        desk.office.cross_check.settle_row(
            row.id, accept=False, reason="经核对身份证，为录入笔误，另有正确行", actor=desk.actor(), today=ANSWERED
        )
        desk.done["cross_check.settled"] += 1


def conclude(desk: Desk, not_qualified: Collection[str], *, on: date) -> list[Hit]:
    """Two persons look at every doubt; the evidence is named."""
    found: list[Hit] = []
    for hit in desk.office.cross_check.open_suspects(today=on):
        bad = hit.household.code in not_qualified
        answer = desk.attempt(
            "cross_check.conclude",
            on,
            lambda hit=hit, bad=bad: desk.office.cross_check.conclude(
                hit.item_id,
                ItemConclusion.NOT_QUALIFIED if bad else ItemConclusion.NO_EFFECT,
                verifiers=signers(desk),
                verification="入户核对并调取登记资料" if bad else "车辆已转卖、店铺已注销或证件被冒用，有证明",
                evidence="登记查询单、户主说明",
                on=on,
                actor=desk.actor(),
                today=on,
            ),
            subject=hit.household.code,
        )
        found += [answer] if answer else []
    return found


def exclude(desk: Desk, *, on: date) -> list[str]:
    """Row 8 for the households whose doubt was concluded 不符合."""
    out: list[str] = []
    for hit in desk.office.cross_check.hits(today=on):
        if hit.next_action == "exclude_cross_check":
            data = {"item": hit.topic.value, "evidence": hit.evidence}
            out += desk.take("exclude_cross_check", [hit.household.code], on, data, by=desk.actor(LEADER))
    return out


def close(desk: Desk, codes: Collection[str], *, on: date) -> list[str]:
    """Rows 7 and 7b."""
    if not codes:
        return []
    outcome = desk.office.cross_check.close(
        codes, on=on, verifiers=signers(desk), evidence="部门反馈表", actor=desk.actor(), today=on
    )
    return desk.note("close_cross_check", on, outcome.done, outcome.refused)


def late_answer(
    desk: Desk, folder: Path, *, asked: Path, codes: Collection[str], suspected: Mapping[str, str], on: date
) -> None:
    """What came late, or about supplements: taken in on the day on which it came."""
    path = folder / f"信息比对结果反馈_补充_{on:%m%d}.xlsx"
    others = {row[0] for row in _asked_rows(asked)} - set(codes)
    write_answer(asked, path, suspected=suspected, silent=others, on=on)
    desk.office.cross_check.import_results([path], actor=desk.actor(), today=on)


def answer_supplement(desk: Desk, folder: Path, *, on: date) -> list[str]:
    """Everything that still waits, declared as hits only: silence is 无疑点; returns what is complete now."""
    waiting = desk.office.cross_check.unanswered(today=on)
    for number in sorted({home.batch_number for home in waiting}):
        export(desk, number, folder / f"补充比对申请_第{number}批.xlsx", on=on)
        path = folder / f"补充比对结果_第{number}批_仅报疑点.xlsx"
        stranger: list[Cell] = [1, "秦守义", stranger_number(0), "购车", "公安车管", "疑似", "轿车1辆", on.isoformat()]
        write_xlsx(path, {"疑点": [["仅反馈有疑点人员，其余无疑点"], list(_RESULT), stranger]})
        desk.office.cross_check.import_results(
            [path], hits_only=True, batch_number=number, topics=tuple(CrossCheckTopic), actor=desk.actor(), today=on
        )
    return [home.code for home in desk.office.cross_check.ready_to_close(today=on)]
