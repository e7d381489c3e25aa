"""The desk of findings: counts, decisions on many, exemptions that come back, workbooks out and their answers in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.household import Person
from app.models.imports import Finding
from app.services import derived
from app.services.errors import Refused
from app.services.files.atomic import file_name
from app.services.findings.answers import Verdict
from app.services.findings.book import read_number
from app.services.findings.deciding import Decision, FindingDesk
from app.services.findings.folder import FindingFiles
from app.services.findings.service import FindingFilter, FindingService, rows_in
from app.services.ledger import Ledger
from app.services.papers.service import PaperService
from app.services.plans import PlanService
from tests import factories as make
from tests.services.files.making import id_number, xlsx
from tests.services.papers.conftest import squeeze, text_of

DAY = date(2020, 3, 20)
RULE = "2_01_001"


@dataclass
class Town:
    people: dict[str, Person]
    homes: dict[str, int]


@pytest.fixture
def ledger(database, actor):
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=actor, today=DAY)
    return made


@pytest.fixture
def town(ledger, actor):
    """测甲 and 测乙 in 红星村, 测丙 in 石桥/村: nobody's ethnicity is known."""
    people, homes = {}, {}
    with ledger.transaction("test.town", actor=actor, today=DAY) as tx:
        places = {"测甲": "红星村", "测乙": "红星村", "测丙": "石桥/村"}
        for place, (name, village) in enumerate(places.items(), start=1):
            region = make.village(tx, village)
            home = make.household(tx, in_village=region, code=f"5199990000{place}", phone=f"1990000123{place}")
            people[name] = make.member(tx, home, name=name, id_number=id_number(place), id_kind="身份证")
            homes[name] = home.id
    FindingService(ledger).check(codes=[RULE], actor=actor, today=DAY)
    return Town(people, homes)


@pytest.fixture
def desk(ledger):
    return FindingDesk(ledger)


@pytest.fixture
def files(ledger):
    return FindingFiles(ledger)


def rows(ledger, *states):
    found = FindingService(ledger).find(FindingFilter(states=states or ("open",), codes=(RULE,)))
    return {row.member_name: row for row in found}


def exempt(desk, found, actor, *, reason="户口簿未登记", by=""):
    decisions = [Decision(finding_id=r.id, row_version=r.row_version, reason=reason, by=by) for r in found]
    return desk.exempt(decisions, actor=actor, today=DAY)


def change(ledger, actor, person, **values):
    with ledger.transaction("test.change", actor=actor, today=DAY) as tx:
        row = tx.session.get_one(Person, person.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_rules_are_counted_and_say_why_they_claim_nothing(desk, town):
    tree = {count.rule.code: count for count in desk.tree(today=DAY)}
    assert (tree[RULE].open, tree[RULE].exempt, tree[RULE].group) == (3, 0, "证件信息")
    assert tree[RULE].why_not == ""
    assert tree["2_01_002"].why_not.startswith("不适用")


def test_many_are_exempt_at_once_and_taken_back(desk, ledger, town, actor):
    found = rows(ledger)
    decided = exempt(desk, found.values(), actor, by="李支书")
    assert (decided.done, decided.refused) == (3, {})
    kept = rows(ledger, "exempt")
    assert {(row.reason, row.decided_by) for row in kept.values()} == {("户口簿未登记", "李支书")}
    assert list(desk.reasons()) == ["户口簿未登记"]
    back = desk.reopen({kept["测甲"].id: kept["测甲"].row_version}, actor=actor, today=DAY)
    assert back.done == 1
    assert set(rows(ledger)) == {"测甲"}


def test_those_that_changed_meanwhile_are_named_and_the_others_done(desk, ledger, town, actor):
    found = rows(ledger)
    exempt(desk, [found["测甲"]], actor)
    decided = exempt(desk, found.values(), actor)
    assert decided.done == 2
    assert [reason.code for reason in decided.refused.values()] == ["finding.changed_meanwhile"]
    with pytest.raises(Refused) as refused:
        exempt(desk, [found["测甲"]], actor)
    assert "刚被处理过" in str(refused.value.reasons[0].values)


def test_an_exemption_without_a_reason_is_refused(desk, ledger, town, actor):
    with pytest.raises(Refused):
        exempt(desk, rows(ledger).values(), actor, reason=" ")


def test_an_exemption_comes_back_when_its_evidence_changes(desk, ledger, town, actor):
    service = FindingService(ledger)
    phone = service.check(codes=["4_01_002", "R3-13", "1_01_001"], actor=actor, today=DAY)
    assert phone.findings == ()
    change(ledger, actor, town.people["测乙"], id_number=town.people["测甲"].id_number)
    service.check(codes=["1_01_001"], actor=actor, today=DAY)
    doubled = [row for row in service.find() if row.code == "1_01_001"]
    exempt(desk, doubled, actor, reason="双胞胎登记，待派出所更正")
    change(ledger, actor, town.people["测丙"], id_number=town.people["测甲"].id_number)
    service.check(codes=["1_01_001"], actor=actor, today=DAY)
    again = [row for row in service.find() if row.code == "1_01_001"]
    detail = desk.detail(next(row.id for row in again if row.member_name == "测甲"))
    assert detail.former_reason == "双胞胎登记，待派出所更正"
    assert detail.reason == ""
    tree = {count.rule.code: count for count in desk.tree(today=DAY)}
    assert (tree["1_01_001"].open, tree["1_01_001"].back) == (3, 2)


def test_a_finding_tells_what_it_rests_on(desk, ledger, town):
    detail = desk.detail(rows(ledger)["测甲"].id)
    assert detail.evidence == (("民族", "（空）"),)
    assert RULE in detail.numbers


def test_one_household_is_checked_again_and_the_others_stay(desk, ledger, town, actor):
    change(ledger, actor, town.people["测甲"], ethnicity="汉族")
    change(ledger, actor, town.people["测乙"], ethnicity="汉族")
    assert desk.recheck(town.homes["测甲"], actor=actor, today=DAY).done == 1
    assert set(rows(ledger)) == {"测乙", "测丙"}
    assert set(rows(ledger, "fixed")) == {"测甲"}


def test_the_folder_has_a_book_for_each_village_and_rule(files, town, actor, tmp_path):
    folder = tmp_path / "疑点数据"
    made = files.write_folder(folder, whole_ids=False, actor=actor, today=DAY)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["民族为空.xlsx", "疑点数据统计表.xlsx", "石桥_村.xlsx", "红星村.xlsx"]
    )
    assert made.rows == 3
    page = openpyxl.load_workbook(folder / "红星村.xlsx")["民族为空"]
    table = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert table[0][-4:] == ["核实情况", "情况说明", "整改结果", "填报人"]
    assert [row[4] for row in table[1:]] == ["测甲", "测乙"]
    assert "*" in str(table[1][5])
    totals = openpyxl.load_workbook(folder / "疑点数据统计表.xlsx")
    assert [cell.value for cell in totals["统计表"][3]] == [1, RULE, "民族为空", 2, 3]
    assert [cell.value for cell in totals["分村统计"][3]] == ["民族为空", 2, 1, 3]


def test_whole_numbers_leave_with_a_purpose_that_the_audit_keeps(files, ledger, town, actor, tmp_path):
    with pytest.raises(Refused) as refused:
        files.write_folder(tmp_path / "a", whole_ids=True, actor=actor, today=DAY)
    assert refused.value.codes == ("finding.purpose_missing",)
    files.write_folder(tmp_path / "a", whole_ids=True, purpose="发村核实", actor=actor, today=DAY)
    page = openpyxl.load_workbook(tmp_path / "a" / "红星村.xlsx").worksheets[0]
    assert page["F4"].value == town.people["测甲"].id_number
    assert page["F4"].data_type == "s"
    with ledger.reading() as session:
        body = session.scalars(select(AuditEntry.body).order_by(AuditEntry.seq.desc())).first()
    assert "发村核实" in body


def test_a_list_with_whole_numbers_is_told_the_audit_also_without_a_purpose(files, ledger, town, actor, tmp_path):
    with ledger.reading() as session:
        rows = rows_in(session, FindingFilter(states=("open",)))
    assert files.write_list(tmp_path / "疑点.xlsx", rows, title="疑点清单", actor=actor, today=DAY) == 3
    with ledger.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.action == "list.export"
    assert "未说明" in entry.body
    assert town.people["测甲"].id_number not in entry.body


def test_a_folder_with_files_is_never_written_over(files, town, actor, tmp_path):
    folder = tmp_path / "疑点数据"
    folder.mkdir()
    (folder / "红星村.xlsx").write_text("村里填的")
    with pytest.raises(Refused) as refused:
        files.write_folder(folder, whole_ids=False, actor=actor, today=DAY)
    assert refused.value.codes == ("finding.folder_taken",)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def fill(path, answers):
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    titles = [cell.value for cell in page[3]]
    for number, row in enumerate(page.iter_rows(min_row=4), start=4):
        for title, value in answers.get(row[titles.index("成员姓名")].value, {}).items():
            page.cell(number, titles.index(title) + 1, value)
    book.save(path)


def test_a_village_sheet_comes_back_as_proposals(files, desk, ledger, town, actor, tmp_path):
    files.write_folder(tmp_path / "out", whole_ids=False, actor=actor, today=DAY)
    sheet = tmp_path / "out" / "民族为空.xlsx"
    change(ledger, actor, town.people["测乙"], ethnicity="汉族")
    desk.recheck(town.homes["测乙"], actor=actor, today=DAY)
    fill(
        sheet,
        {
            "测甲": {"核实情况": "属实", "情况说明": "户口簿未登记", "填报人": "李支书"},
            "测乙": {"整改结果": "已改"},
            "测丙": {"整改结果": "已改"},
        },
    )
    found = {p.finding.member_name: p for p in files.read_answers([sheet]) if p.finding}
    assert {name: p.verdict for name, p in found.items()} == {
        "测甲": Verdict.EXEMPT,
        "测乙": Verdict.MENDED,
        "测丙": Verdict.STILL_FOUND,
    }
    assert (found["测甲"].reason, found["测甲"].by) == ("户口簿未登记", "李支书")


def test_answers_that_cannot_be_taken_say_why(files, ledger, town, actor, tmp_path):
    found = rows(ledger)
    with ledger.reading() as session:
        digest = session.get_one(Finding, found["测甲"].id).evidence_digest[:6]
    number = f"YD{found['测甲'].id}-"
    sheet = xlsx(
        tmp_path / "回.xlsx",
        [
            ["疑点编号", "核实情况", "情况说明"],
            [f"{number}{digest}", "属实", ""],
            [f"{number}000000", "属实", "有理由"],
            [f"{number}{digest}", "不属实", "登记错了"],
            [f"{number}{digest}", "", ""],
            ["YD99999-abcdef", "属实", "谁"],
        ],
    )
    assert [p.verdict for p in files.read_answers([sheet])] == [
        Verdict.NO_REASON,
        Verdict.CHANGED,
        Verdict.WRONG,
        Verdict.EMPTY,
        Verdict.UNKNOWN,
    ]


def test_a_list_of_exemptions_meets_its_findings(files, ledger, town, actor, tmp_path):
    sheet = xlsx(
        tmp_path / "豁免清单.xlsx",
        [
            ["规则编号", "疑点类型", "村", "姓名", "身份证号", "户编号", "豁免理由"],
            [RULE, "", "", "测甲", town.people["测甲"].id_number, "", "户口簿未登记"],
            ["", "民族为空", "", "", "", "51999900002", "户口簿未登记"],
            ["", "民族为空", "石桥/村", "测丙", "", "", "户口簿未登记"],
            [RULE, "", "", "测某", id_number(77), "", "不知道是谁"],
        ],
    )
    found = files.read_exemptions(sheet)
    assert [(p.verdict, p.finding and p.finding.member_name) for p in found] == [
        (Verdict.EXEMPT, "测甲"),
        (Verdict.EXEMPT, "测乙"),
        (Verdict.EXEMPT, "测丙"),
        (Verdict.UNKNOWN, None),
    ]


def test_file_names_are_safe():
    assert file_name("石桥/村:*?") == "石桥_村___"
    assert file_name("CON") == "_CON"
    assert file_name(" .. ") == "_"
    assert read_number("YD12-00ff00") == (12, "00ff00")
    assert read_number("=1+1") is None


def test_the_sheet_on_paper_has_a_village_s_findings(ledger, town, actor, tmp_path):
    target = tmp_path / "核查单.pdf"
    made = PaperService(ledger).print("finding_sheet", target, villages=["红星村"], actor=actor, today=DAY)
    assert made.documents == 1
    text = squeeze(text_of(target.read_bytes()))
    assert "疑点核查单" in text
    assert "测甲" in text
    assert "测丙" not in text
    assert town.people["测甲"].id_number not in text
