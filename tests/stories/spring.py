"""The story's spring, by the command line: lists, screening, comparison, visits, meetings, decision, entry."""

from __future__ import annotations

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

WATCHED = (0, 2, 10, 11, 12, 13, 14, 22, 24, 8, 18)


def two(village: str) -> list[dict[str, str]]:
    return [{"name": f"{village[0]}支书", "office": village}, {"name": f"{village[0]}主任", "office": village}]


def lists_come_in(desk: Desk) -> None:
    """The export and the book, the clues, the incomes, last year's households: every row is somewhere."""
    assert [stage["code"] for stage in desk.done("init", "--training", "--township", "石门镇")["stages"]] == list(
        "PZDLMC"
    )
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
    assert (again["households"]["unchanged"], again["members"]["unchanged"]) == (
        BOOK_HOUSEHOLDS,
        BOOK_HOUSEHOLDS * SIZE,
    )
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


def meetings_decide(desk: Desk) -> None:
    """One meeting without a quorum, three that vote: ten in, one out, one put off to a second meeting."""
    desk.record("officer", *_village_officers())
    first = {
        "village": "红星村",
        "held_on": "2020-04-06",
        "present": _present("红星村", 3),
        "next_call_on": "2020-04-07",
    }
    desk.record("meeting", {**first, "absence_reasons": dict.fromkeys(_names("红星村")[3:], "外出")})
    assert desk.states()["已走访"] == 11
    told = {"reason": "收入稳定", "told_on": "2020-04-07"}
    desk.record(
        "meeting",
        _meeting("红星村", [_yes(0), _yes(2)]),
        _meeting("石桥村", [_yes(10), _yes(11), _yes(12), _yes(14), _later(13)]),
        _meeting("青杠村", [_yes(20), {**_vote(21, "exclude", 1, 4), **told}, _yes(22), _yes(24)]),
    )
    assert desk.states() == {"已评议": 9, "已走访": 1, "不纳入": 2, "监测中": 2}
    desk.day = "2020-04-09"
    wrong = _meeting("石桥村", [{**_yes(13), "against": 2}], held_on="2020-04-09")
    assert desk.codes("record", "meeting", "--data", desk.data(wrong)) == {"votes.do_not_add_up"}
    desk.record("meeting", {**wrong, "votes": [_yes(13)]})
    assert desk.states() == {"已评议": 10, "不纳入": 2, "监测中": 2}
    printed, words = desk.pdf("print", "meeting_record", "--village", "青杠村")
    assert printed["documents"] == 1
    assert files.person(21, 0)[0] in words


def _names(village: str) -> list[str]:
    return [f"{village[0]}干部{number}" for number in range(1, 7)]


def _present(village: str, count: int) -> list[str]:
    return _names(village)[:count]


def _village_officers() -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "organisation": village,
            "party": "V",
            "post": "委员" if place < 4 else "队员",
            "body": "committee" if place < 4 else "work_team",
            "village": village,
        }
        for village in VILLAGES
        for place, name in enumerate(_names(village))
    ]


def _vote(number: int, conclusion: str, in_favour: int, against: int) -> dict[str, object]:
    return {"household": code(number), "conclusion": conclusion, "in_favour": in_favour, "against": against}


def _yes(number: int) -> dict[str, object]:
    return {**_vote(number, "include", 4, 1), "risks": ["illness"]}


def _later(number: int) -> dict[str, object]:
    return {**_vote(number, "defer", 2, 3), "reason": "收入待核", "next_meeting_on": "2020-04-09"}


def _meeting(village: str, votes: list[dict[str, object]], held_on: str = "2020-04-07") -> dict[str, object]:
    return {
        "village": village,
        "held_on": held_on,
        "place": "村委会",
        "chair": _names(village)[0],
        "recorder": _names(village)[1],
        "present": _present(village, 5),
        "absence_reasons": {_names(village)[5]: "请假"},
        "votes": votes,
    }


def district_decides(desk: Desk) -> None:
    """Ten reported: seven approved, one refused, one returned and mended, one answered late."""
    reported = codes(0, 2, 10, 11, 12, 13, 14, 20, 22, 24)
    assert desk.act("report_district", reported, list_no="石府〔2020〕18号") == ["已报区"]
    printed, words = desk.pdf("print", "district_list")
    assert printed["documents"] == 1
    assert all(number in words for number in reported)
    number = "区审〔2020〕1号"
    answers = [[code(n), "同意", "2020-04-10", number, "", ""] for n in (0, 2, 10, 11, 12, 13, 14)]
    answers += [
        [code(20), "不同意", "2020-04-10", number, "收入超线", ""],
        [code(22), "退回补正", "2020-04-10", number, "缺住房照片", "2020-04-14"],
        [code(24), "", "", "", "", ""],
    ]
    desk.day = "2020-04-10"
    decided = desk.run("import", files.decisions(desk.folder, answers), "--kind", "district-decision")
    assert (decided[0], decided[1]["entries"]["created"], [r["row"] for r in decided[1]["rejected"]]) == (1, 9, [12])
    assert desk.states() == {"区已审定": 7, "待补正": 1, "已报区": 1, "不纳入": 3, "监测中": 2}
    desk.day = "2020-04-13"
    assert desk.act("resubmit", codes(22), answers="已补照片") == ["已报区"]
    last = [[code(n), "同意", "2020-04-13", "区审〔2020〕2号", "", ""] for n in (22, 24)]
    desk.done("import", files.decisions(desk.folder, last), "--kind", "district-decision")
    assert desk.states() == {"区已审定": 9, "不纳入": 3, "监测中": 2}


def households_are_entered(desk: Desk) -> None:
    """脱贫监测户 are marked; a 边缘户 needs a complete form and a national number; all are checked by the export."""
    marked, new = codes(0, 10), codes(2, 11, 12, 13, 14, 22)
    desk.day = "2020-04-14"
    assert desk.act("record_entry", marked, operator="王经办") == ["已录入"]
    assert desk.refused("record_entry", new[0], operator="王经办") == {"entry.national_code"}
    no_phone, entry = code(files.NO_PHONE), {"operator": "王经办", "national_code": f"51N{files.NO_PHONE:04}"}
    assert desk.refused("record_entry", no_phone, **entry) == {"entry.incomplete"}
    assert desk.done("import", files.phone_found(desk.folder))["households"]["updated"] == 1
    for number in (*new, no_phone):
        assert desk.act("record_entry", [number], operator="王经办", national_code=f"51N{number[-4:]}") == ["已录入"]
    desk.day = "2020-04-15"
    assert desk.act("confirm_ledger", [*marked, *new, no_phone], export_on="2020-04-15") == ["监测中"]
    assert desk.done("show", "51N0024")["code"] == no_phone
    desk.record("correction", {"household": code(2), "field": "联系电话", "old_value": "空", "new_value": "0830-1"})
    assert [row[1] for row in desk.sheet("platform") if "联系电话" in row] != []
    rows = desk.sheet("ledger")
    assert sum(number in {str(cell) for row in rows for cell in row} for number in codes(*WATCHED)) == len(WATCHED)
    assert desk.states() == {"监测中": len(WATCHED), "不纳入": 3}
