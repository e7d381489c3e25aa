"""The directory of the township, filled before the year begins: villages, office, leaders, departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo.clerk.desk import CLERK, COLLEAGUE, LEADER, MAYOR, Desk
from app.demo.clerk.staff import COMMITTEE_POSTS, TEAM_POSTS, committee, landline, work_team
from app.models.enums import Party
from app.services.directory import OfficerRow

DELEGATE = "陈副主任"
SINCE = date(2019, 1, 1)


def contact(department: str) -> str:
    """The person whom a department names for the township: the office's own word with a family name."""
    return {"区医保局": "何科长", "区卫健局": "罗科长", "区教育局": "马股长", "区住建局": "邓科长"}.get(
        department, "吴科长"
    )


def fill_directory(desk: Desk, on: date) -> None:
    """Every person who will act or sign, with terms and the leader's delegation."""
    for number, row in enumerate(_officers(desk), start=1):
        desk.office.directory.save_officer(row, actor=desk.actor(), today=on)
        desk.done["directory.officer"] = number
    desk.office.directory.delegate(
        LEADER, to=DELEGATE, from_on=on, to_on=date(2020, 12, 31), paper_no="石委发〔2020〕8号",
        actor=desk.actor(LEADER), today=on,
    )  # fmt: skip


def _officers(desk: Desk) -> Iterator[OfficerRow]:
    township = desk.township
    for place, (name, party, post) in enumerate(
        (
            (MAYOR, Party.LEADER, "镇党委书记"),
            (LEADER, Party.LEADER, "镇长（分管领导）"),
            (DELEGATE, Party.TOWNSHIP, "镇脱贫办副主任"),
            (CLERK, Party.TOWNSHIP, "镇脱贫办经办"),
            (COLLEAGUE, Party.TOWNSHIP, "镇脱贫办经办"),
        )
    ):
        yield OfficerRow(
            name=name, organisation=f"{township}人民政府", party=party, post=post, phone=landline(place), from_on=SINCE
        )
    for place, department in enumerate(desk.office.directory.departments()):
        yield OfficerRow(
            name=contact(department.name), organisation=department.name, party=Party.DEPARTMENT, post="联络员",
            department=department.name, phone=landline(100 + place), from_on=SINCE,
        )  # fmt: skip
    for place, village in enumerate(desk.villages):
        yield from _of_village(village, landline(200 + place))


def _of_village(village: str, phone: str) -> Iterator[OfficerRow]:
    bodies = (("committee", COMMITTEE_POSTS, committee(village)), ("work_team", TEAM_POSTS, work_team(village)))
    for body, posts, names in bodies:
        for name, post in zip(names, posts, strict=True):
            yield OfficerRow(
                name=name, organisation=f"{village}村委会" if body == "committee" else "驻村工作队",
                party=Party.VILLAGE, post=post, body=body, village=village, phone=phone, from_on=SINCE,
            )  # fmt: skip
