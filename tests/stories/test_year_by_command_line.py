"""A plan's whole year by the command line alone, on files on disk; figures are read back from PDFs and workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.towns import VISIT
from tests.stories import year_files as files
from tests.stories.desk import Desk
from tests.stories.year_files import BOOK_HOUSEHOLDS, BOOK_VILLAGE, HOUSEHOLDS, PERSONS, SIZE, VILLAGES, code, codes


TEAM = [{"name": "王经办", "office": "石门镇"}, {"name": "赵队员", "office": "驻村工作队"}]
FORM = {**VISIT, "visitors": TEAM, "heads": SIZE, "difficulty": "家中有病人，支出较大"}
OFFICERS = [
    {"name": "陈镇长", "organisation": "石门镇", "party": "L", "post": "分管领导"},
    {"name": "王经办", "organisation": "石门镇", "party": "T", "post": "经办人"},
]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_year(desk):
    for chapter in CHAPTERS:
        chapter(desk)


def two(village: str) -> list[dict[str, str]]:
    return [{"name": f"{village[0]}支书", "office": village}, {"name": f"{village[0]}主任", "office": village}]


def lists_come_in(desk: Desk) -> None:
    """The export and the book, the clues, the incomes, last year's households: every row is somewhere."""
    assert [stage["code"] for stage in desk.done("init", "--training", "--township", "石门镇")["stages"]] == list("PZDLMC")
    errors = desk.folder / "未导入.xlsx"
    status, roster = desk.run("import", files.roster(desk.folder), "--errors", errors)
    assert (status, roster["rows"]) == (1, PERSONS + 1)
    assert roster["households"] == {"created": HOUSEHOLDS, "updated": 0, "unchanged": 0}
    assert roster["members"] == {"created": PERSONS, "updated": 0, "unchanged": 0}
    assert [(row["row"], row["column"]) for row in roster["rejected"]] == [(files.DESTROYED_ROW, "证件号码")]
    assert errors.exists()
    assert desk.codes("import", files.village_book(desk.folder)) == {"import.no_good_row"}
    desk.record("region", {"name": BOOK_VILLAGE})
    book = desk.done("import", files.village_book(desk.folder))
    assert (book["households"]["created"], book["members"]["created"]) == (BOOK_HOUSEHOLDS, BOOK_HOUSEHOLDS * SIZE)
    again = desk.done("import", files.village_book(desk.folder))
    assert (again["households"]["unchanged"], again["members"]["unchanged"]) == (BOOK_HOUSEHOLDS, BOOK_HOUSEHOLDS * SIZE)
    assert desk.done("undo-import", again["batch"])["undone"] is True
    assert desk.run("import", files.incomes(desk.folder), "--kind", "incomes")[1]["entries"]["created"] == 2
    assert desk.done("import", files.clues(desk.folder), "--kind", "clues")["entries"]["created"] == 2
    status, carried = desk.run("import", files.carried_over(desk.folder), "--kind", "carried-over")
    assert (status, carried["entries"]["created"], [row["row"] for row in carried["rejected"]]) == (1, 2, [5, 6])
    town = desk.done("status")
    assert (town["households"], town["members"]) == (HOUSEHOLDS + BOOK_HOUSEHOLDS, PERSONS + BOOK_HOUSEHOLDS * SIZE)
    assert (town["stage"], town["days_left"], town["cases"]) == ("P", 4, {"监测中": 2})


def villages_answer(desk: Desk) -> None:
    """13 hits: the villages report 10, strike 2, leave one for later; one village reports zero."""
    assert desk.codes("report", "--stage", "Z", "--out", desk.folder / "x.pdf") == {"papers.stage_not_begun"}
    screened = desk.done("screen")
    hits = {row["household_code"]: row["category"] for row in screened["candidates"]}
    poor = [number for number in range(HOUSEHOLDS) if files.is_poor(number)]
    assert sorted(hits) == sorted(codes(*poor, 14))
    assert {hits[code(number)] for number in (0, 10, 20)} == {"unstable_exited"}
    assert screened["carried_over"] == 2
    assert code(24) in {row["household_code"] for row in screened["unknown"]}
    desk.day = "2020-03-21"
    sheets = {"红星村": ((0, 1, 2), (3,)), "石桥村": ((10, 11, 12, 13, 14), ()), "青杠村": ((20, 21), (23,))}
    for village, (reported, struck) in sheets.items():
        sheet = {"village": village, "sheet_no": f"{village}1号", "signers": two(village)}
        sheet["reported"] = [{"household": code(number), "basis": "村核算"} for number in reported]
        sheet["struck"] = [{"household": code(number), "reason": "子女有稳定工作"} for number in struck]
        desk.record("village-sheet", sheet)
    zero = {"village": BOOK_VILLAGE, "sheet_no": "白岩1号", "zero": True, "signers": two(BOOK_VILLAGE)}
    assert desk.record("village-sheet", zero) == {"recorded": 1}
    assert desk.states() == {"村已上报": 10, "监测中": 2}
    printed, words = desk.pdf("print", "village_report")
    assert printed["documents"] == len(sheets) + 2  # the zero report, and 青杠村's next sheet with its open hit
    assert words.count("特此零报告") == 1
    assert all(village in words for village in (*VILLAGES, BOOK_VILLAGE))


def departments_are_asked(desk: Desk) -> None:
    """150 questions; silence counts only as declared; two doubts are concluded, one household is out."""
    reported = codes(0, 1, 2, 10, 11, 12, 13, 14, 20, 21)
    desk.day = "2020-03-22"
    assert desk.act("submit_cross_check", reported, list_no="石脱贫〔2020〕1号") == ["比对中"]
    request = desk.folder / "比对申请.xlsx"
    asked = len(reported) * SIZE * 5
    assert desk.done("cross-check", "export", request)["rows"] == asked
    desk.day = "2020-03-23"
    hits = files.comparison_hits(desk.folder)
    assert desk.codes("cross-check", "import", hits, "--hits-only") == {"cross_check.coverage_missing"}
    status, told = desk.run("cross-check", "import", hits, "--hits-only", "--items", "车辆", "--batch", 1)
    assert (status, [row["row"] for row in told["problems"]]) == (1, [5, 6])
    assert "姓名不符" in told["problems"][0]["message"]
    assert (told["rows"]["matched"], told["rows"]["name_differs"], told["rows"]["not_found"]) == (2, 1, 1)
    assert told["items"] == {"clear": 27, "suspect": 2, "unanswered": 121, "exempt": 0}
    back = files.filled_request(request, desk.folder / "其余部门反馈.xlsx", but="购车")
    rest = desk.done("cross-check", "import", back)
    assert (rest["rows"]["matched"], rest["items"]["unanswered"]) == (asked * 4 // 5, 1)
    name = files.person(10, 0)[0]
    answer = {"household": code(10), "name": name, "item": "vehicle", "outcome": "clear", "details": "同音不同人"}
    desk.record("comparison-answer", answer)
    assert "cross_check.open_suspects" in desk.refused("close_cross_check", code(1), batch="1")
    desk.record("conclusion", _concluded(1, 0, "not_qualified"), _concluded(2, 1, "no_effect"))
    assert desk.act("exclude_cross_check", codes(1), item="vehicle", evidence="行驶证查询单") == ["不纳入"]
    left = [number for number in reported if number != code(1)]
    desk.day = "2020-03-24"
    assert desk.act("close_cross_check", left, batch="1") == ["已比对"]
    assert desk.act("confirm_list", left, list_no="区脱贫〔2020〕2号", list_on="2020-03-24") == ["初步名单"]


def _concluded(number: int, place: int, conclusion: str) -> dict[str, object]:
    return {
        "household": code(number),
        "name": files.person(number, place)[0],
        "item": "vehicle",
        "conclusion": conclusion,
        "verifiers": TEAM,
        "verification": "实地查看",
        "evidence": "行驶证照片",
    }


def a_village_is_late_and_needs_a_permit(desk: Desk) -> None:
    """A hit that its village forgot: refused after the window, opened by a leader's permit for this household alone."""
    late = code(22)
    assert desk.act("propose", [late], category="marginal", origin="hit", basis="村核算") == ["拟新增"]
    desk.record("officer", *OFFICERS)
    desk.day = "2020-03-26"
    step = {"sheet_no": "青杠村1号", "signers": two("青杠村")}
    assert desk.refused("report_village", late, **step) == {"window.closed"}
    permit = {
        "actions": ["report_village", "submit_cross_check"],
        "households": [late],
        "last_day": "2020-03-31",
        "reason": "村里漏报",
        "paper_no": "石脱贫补〔2020〕1号",
        "signer": "王经办",
    }
    data = desk.data(step)
    asked = ("act", "report_village", "--household", late, "--data", data, "--permit")
    assert desk.codes(*asked, desk.data(permit)) == {"window.closed", "permit.signer_not_leader"}
    given = desk.data({**permit, "signer": "陈镇长"})
    assert desk.done(*asked, given)["done"][0]["state"] == "村已上报"
    listed = ("--data", desk.data({"list_no": "石脱贫〔2020〕2号"}), "--permit", given)
    assert desk.done("act", "submit_cross_check", "--household", late, *listed)["done"][0]["state"] == "比对中"
    assert desk.codes(*asked, given) >= {"state.wrong"}
    request = desk.folder / "比对申请2.xlsx"
    assert desk.done("cross-check", "export", request)["rows"] == SIZE * 5
    desk.done("cross-check", "import", files.filled_request(request, desk.folder / "反馈2.xlsx"))
    assert desk.act("close_cross_check", [late], batch="2") == ["已比对"]
    assert desk.act("confirm_list", [late], list_no="区脱贫〔2020〕3号", list_on="2020-03-26") == ["初步名单"]


def households_are_visited(desk: Desk) -> None:
    """Ten listed, one met on the way, one not at home at first; a late day is refused, late typing is not."""
    listed = codes(0, 2, 10, 11, 12, 13, 14, 20, 21, 22)
    desk.record("team", {"name": "第一组", "leader": "王经办", "members": TEAM, "villages": list(VILLAGES)})
    printed, words = desk.pdf("print", "visit_form")
    assert printed["documents"] == len(listed)
    assert all(number in words for number in listed)
    kinds = {row["kind"]: row["documents"] for row in desk.done("print", "--list")}
    assert kinds["visit_form"] == len(listed)
    desk.day = "2020-03-30"
    visited = [number for number in listed if number not in codes(12, 14)]
    assert "visit.two_visitors" in desk.refused("record_visit", code(0), **{**FORM, "visitors": TEAM[:1]})
    assert desk.act("record_visit", visited, **FORM) == ["已走访"]
    assert desk.act("record_attempt", codes(12), outcome="absent", next_on="2020-04-03") == ["初步名单"]
    met = {"category": "marginal", "finder": "赵队员", "difficulty": "务工不稳", "expected_income_fen": 1_350_000}
    assert desk.act("join_on_visit", codes(24), **met) == ["初步名单"]
    everybody = [{"household": code(24), "name": files.person(24, place)[0]} for place in range(SIZE)]
    items = ("housing", "business", "vehicle", "social_security", "public_office")
    desk.record(
        "comparison-answer", *({**who, "item": item, "outcome": "clear"} for who in everybody for item in items)
    )
    assert desk.act("record_visit", codes(24), **FORM) == ["已走访"]
    assert desk.act("close_cross_check", codes(24), batch="3") == ["已走访"]
    desk.day = "2020-04-03"
    assert desk.act("record_visit", codes(12), **FORM) == ["已走访"]
    desk.day = "2020-04-07"
    assert desk.refused("record_visit", code(14), **FORM) == {"window.closed"}
    assert desk.act("record_visit", codes(14), **{**FORM, "occurred_on": "2020-04-05"}) == ["已走访"]
    assert desk.states() == {"已走访": 11, "不纳入": 1, "监测中": 2}


CHAPTERS = (
    lists_come_in,
    villages_answer,
    departments_are_asked,
    a_village_is_late_and_needs_a_permit,
    households_are_visited,
)
