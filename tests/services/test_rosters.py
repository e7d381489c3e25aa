"""Designed rosters: every field and question in SQL, groups, hidden numbers, versions, files read back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.facts import ListEntry, WorkSpell
from app.services import derived
from app.services.errors import Conflict, NotFound, Refused
from app.services.ledger import Ledger
from app.services.rosters.catalogue import FieldKind, catalogue
from app.services.rosters.design import (
    BLANK,
    Column,
    Condition,
    Digits,
    Grouping,
    PaperSize,
    RosterDesign,
    SortKey,
    Subject,
    Test,
    from_json,
    to_json,
)
from app.services.rosters.ready import ready_lists
from app.services.rosters.service import RosterService
from app.services.wording import sentence, sentences
from tests import factories as make
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 4, 15)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    """Two households of the town, and three in another village: an old couple, a pupil and his working mother."""
    made = found(ledger)
    with ledger.transaction("test.more", actor=ACTOR, today=DAY) as tx:
        other = make.village(tx, "双井村")
        old = make.household(tx, in_village=other, code="51999901", household_type="exited")
        sick = make.member(
            tx, old, name="王老", id_number=citizen(701, born=date(1939, 4, 15)), born_on=date(1939, 4, 15)
        )
        make.person_fact(
            tx, sick, health="残疾,患有大病", resident_medical=0, employee_medical=0, source="national_export"
        )
        make.person_fact(tx, sick, health="健康", source="household_book")  # ranks lower: does not count
        wife = make.member(
            tx,
            old,
            name="李氏",
            relation="配偶",
            position=1,
            id_number=citizen(702),
            born_on=date(1939, 4, 16),
            sex="female",
        )
        make.person_fact(tx, wife, health="健康")
        young = make.household(tx, in_village=other, code="51999902")
        mother = make.member(tx, young, name="赵母", id_number=citizen(703), born_on=date(1985, 1, 1))
        make.person_fact(
            tx, mother, work_months=8, work_place="成都市", resident_medical=1, political_status="中共党员"
        )
        pupil = make.member(tx, young, name="赵童", relation="之子", position=1, born_on=date(2010, 6, 1))
        make.person_fact(tx, pupil, school_status="小学", resident_medical=None)
        make.household_fact(tx, old, dangerous_housing=1, net_per_head_fen=523_410)
        tx.session.add(WorkSpell(person_id=mother.id, is_working=1, county="成都市", monthly_pay_fen=300_000))
        tx.session.add(ListEntry(list_kind="subsistence", person_id=wife.id, as_of_on=DAY, matched="matched"))
    return made


@pytest.fixture
def rosters(ledger, town):
    return RosterService(ledger)


def design(*fields: str, subject: Subject = Subject.PERSONS, **more) -> RosterDesign:
    more = {"numbered": False, "ids": Digits.WHOLE, **more}
    return RosterDesign(name="试", subject=subject, columns=tuple(map(Column, fields)), **more)


def names(rosters: RosterService, *conditions: Condition) -> list[str]:
    found = rosters.preview(design("person.name", conditions=conditions), today=DAY)
    return [line[0] for line in found.lines]


def asked(field: str, test: Test, *values: str, is_or: bool = False) -> Condition:
    return Condition(field, test, values, is_or)


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    page = openpyxl.load_workbook(path).worksheets[sheet]
    return [list(row) for row in page.iter_rows(values_only=True)]


# -- fields and questions ----------------------------------------------------------------------------


@pytest.mark.parametrize("subject", list(Subject))
def test_every_field_is_shown_sorted_and_asked_in_each_way(rosters, subject):
    for key, field in catalogue().items():
        if not field.fits(subject):
            continue
        value = next(iter(field.words), "1") or "0"
        for test in field.tests:
            values = ("2020-01-01" if field.kind is FieldKind.DAY else "1", "") if test is Test.BETWEEN else (value,)
            wanted = design(key, subject=subject, sort=(SortKey(key, True),), conditions=(asked(key, test, *values),))
            assert rosters.preview(wanted, today=DAY).rows >= 0, key


def test_the_whole_catalogue_stands_side_by_side_with_titles_of_its_own():
    titles = [field.title for field in catalogue().values()]
    assert len(titles) == len(set(titles))
    assert len(titles) > 140


def test_values_are_the_effective_ones_and_words_are_chinese(rosters):
    fields = (
        "person.name",
        "person.age",
        "facts.health",
        "facts.insured",
        "person.tags",
        "guarantees.dangerous_housing",
    )
    wanted = design(*fields, "household.net_per_head_fen", conditions=(asked("person.name", Test.IS, "王老", "李氏"),))
    assert rosters.preview(wanted, today=DAY).lines == [
        ("王老", "81", "残疾,患有大病", "否", "重病、残疾", "是", "5,234.10"),
        ("李氏", "80", "健康", "", "低保", "是", "5,234.10"),
    ]


def test_unknown_is_neither_yes_nor_no(rosters):
    insured = "facts.insured"
    assert names(rosters, asked(insured, Test.IS, "否")) == ["王老"]
    assert set(names(rosters, asked(insured, Test.IS, ""))) == {"李氏", "赵童"}
    assert set(names(rosters, asked(insured, Test.IS_NOT, "1"))) == {"王老", "李氏", "赵童"}
    assert "赵童" not in names(rosters, asked(insured, Test.IS_NOT, "不清楚"))


def test_conditions_narrow_and_alternatives_widen(rosters):
    elder = asked("person.age", Test.BETWEEN, "80", "")
    worker = asked("work.is_away", Test.IS, "1", is_or=True)
    woman = asked("person.sex", Test.IS, "女")
    assert set(names(rosters, elder, worker)) == {"王老", "李氏", "赵母"}
    assert names(rosters, elder, worker, woman) == ["李氏"]
    assert names(rosters, asked("person.tags", Test.IS, "低保")) == ["李氏"]
    assert "李氏" not in names(rosters, asked("person.tags", Test.IS_NOT, "低保"))
    assert names(
        rosters, asked("household.village_name", Test.CONTAINS, "双"), asked("person.age", Test.BETWEEN, "", "15")
    ) == ["赵童"]
    assert rosters.preview(design("person.name", conditions=(elder, worker, woman)), today=DAY).filter == (
        "（年龄不小于80或是否务工为是），且性别是女"
    )


def test_percent_and_quotes_in_a_value_are_only_letters(rosters):
    for value in ("%", "_", "'", "红星%"):
        assert names(rosters, asked("household.village_name", Test.CONTAINS, value)) == []


def test_several_sort_keys_the_unknown_last_and_the_place_decides_the_rest(rosters):
    wanted = design("person.name", sort=(SortKey("facts.work_months", True), SortKey("person.born_on")))
    lines = [line[0] for line in rosters.preview(wanted, today=DAY).lines]
    assert lines[:3] == ["赵母", "王老", "李氏"]


# -- what is wrong -----------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_at_once(rosters):
    wanted = design(
        "household.code",
        "person.name",
        "person.name",
        "no.such",
        subject=Subject.HOUSEHOLDS,
        conditions=(
            asked("household.member_count", Test.BETWEEN, "七", ""),
            asked("household.member_count", Test.BETWEEN, "5", "3"),
            asked("household.household_type", Test.IS, "富户"),
            asked("household.member_count", Test.CONTAINS, "1"),
            asked("monitoring.identified_on", Test.BETWEEN, "2020-02-31", ""),
            asked("household.address", Test.IS),
        ),
        group_by="household.member_count",
    )
    with pytest.raises(Refused) as refused:
        rosters.preview(wanted, today=DAY)
    assert set(refused.value.codes) == {
        *("rosters.title_twice", "rosters.unknown_field", "rosters.of_persons", "rosters.bad_number"),
        *("rosters.range_turned", "rosters.bad_value", "rosters.test_unfit", "rosters.bad_day", "rosters.no_value"),
        *("rosters.not_groupable", "rosters.untitled"),
    }
    assert all("{" not in text for text in sentences(refused.value))


def test_a_design_without_columns_or_rows_is_refused(rosters, tmp_path):
    assert [r.code for r in rosters.check(design())] == ["rosters.no_columns"]
    nobody = design("person.name", conditions=(asked("person.name", Test.IS, "没有这人"),))
    with pytest.raises(Refused) as refused:
        rosters.export(nobody, tmp_path / "a.xlsx", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("rosters.nothing",)
    assert not (tmp_path / "a.xlsx").exists()


# -- files -------------------------------------------------------------------------------------------


def audited(ledger) -> list[dict[str, object]]:
    with ledger.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export").order_by(AuditEntry.seq))
        return [json.loads(entry.body)["details"] for entry in entries]


def test_a_workbook_has_title_lines_typed_cells_and_signatures(rosters, tmp_path):
    wanted = replace(
        design("person.name", "person.id_number", "person.born_on", "household.net_per_head_fen", "person.age"),
        numbered=True,
        conditions=(asked("household.code", Test.IS, "51999901"),),
        signers=("填表人", "审核人"),
        notes=("数据截至当日。",),
        subtitle="第一季度",
    )
    wanted = replace(wanted, columns=(*wanted.columns, Column(BLANK, "签字")))
    rosters.export(wanted, tmp_path / "a.xlsx", actor=ACTOR, today=DAY)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    rows = cells(tmp_path / "a.xlsx")
    assert rows[0][0] == "本镇试"
    assert "第一季度" in str(rows[1][0])
    assert "2020年4月15日" in str(rows[1][0])
    assert rows[2] == ["序号", "姓名", "证件号码", "出生日期", "人均纯收入", "年龄", "签字"]
    assert [rows[3][1], rows[3][2], rows[3][4], rows[3][5]] == [
        "王老",
        citizen(701, born=date(1939, 4, 15)),
        5234.1,
        81,
    ]
    assert (page["C4"].number_format, page["C4"].data_type, page["D4"].number_format) == ("@", "s", "yyyy-mm-dd")
    assert "填表人：" in str(rows[5][0])
    assert rows[6][0] == "数据截至当日。"


def test_numbers_are_hidden_as_asked_and_only_whole_ones_need_a_purpose(ledger, rosters, tmp_path):
    number = citizen(701, born=date(1939, 4, 15))
    shown = {}
    for digits in Digits:
        wanted = replace(
            design("person.id_number", conditions=(asked("person.name", Test.IS, "王老"),)),
            ids=digits,
            office_line=False,
        )
        made = rosters.export(wanted, tmp_path / f"{digits}.xlsx", purpose="报区医保局", actor=ACTOR, today=DAY)
        shown[digits] = (cells(tmp_path / f"{digits}.xlsx")[2][0], made.whole_ids)
    assert shown == {
        Digits.WHOLE: (number, True),
        Digits.MASKED: (f"{number[:10]}******{number[-2:]}", False),
        Digits.TAIL: (f"尾号{number[-2:]}", False),
    }
    told = {entry["whole_ids"]: entry.get("purpose") for entry in audited(ledger)}
    assert told == {True: "报区医保局", False: None}
    rosters.export(design("person.id_number"), tmp_path / "b.xlsx", actor=ACTOR, today=DAY)
    assert audited(ledger)[-1]["purpose"] == "未说明"


def test_groups_as_sheets_or_headings_with_sums_that_are_right(rosters, tmp_path):
    wanted = design(
        "household.code", "household.member_count", subject=Subject.HOUSEHOLDS, group_by="household.village_name",
        office_line=False,
    )  # fmt: skip
    rosters.export(wanted, tmp_path / "h.xlsx", actor=ACTOR, today=DAY)
    rows = cells(tmp_path / "h.xlsx")[2:]
    assert [row[0] for row in rows if str(row[0]).endswith("户）")] == ["红星村（2户）", "双井村（2户）"]
    assert [row for row in rows if str(row[0]).startswith(("小计", "合计"))] == [
        ["小计2户", 4], ["小计2户", 4], ["合计4户", 8],
    ]  # fmt: skip
    rosters.export(replace(wanted, grouping=Grouping.SHEETS), tmp_path / "s.xlsx", actor=ACTOR, today=DAY)
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == ["红星村", "双井村"]
    assert [row[0] for row in cells(tmp_path / "s.xlsx", 1)][-1] == "合计2户"


def test_a_pdf_reads_back_and_what_is_too_wide_is_refused_in_words(rosters, ledger, tmp_path):
    wanted = design("person.name", "person.id_number", "person.tags", paper=PaperSize.A4_TALL, signers=("填表人",))
    made = rosters.print(wanted, tmp_path / "a.pdf", purpose="存档", actor=ACTOR, today=DAY)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "a.pdf").pages)
    assert (made.rows, made.pages) == (8, 1)
    assert all(word in text for word in ("王老", citizen(701, born=date(1939, 4, 15)), "填表人", "第1页"))
    assert audited(ledger)[-1] == {"kind": "roster:design", "rows": 8, "whole_ids": True, "purpose": "存档"}
    wide = design(*[key for key, field in catalogue().items() if field.source in ("person", "facts")])
    with pytest.raises(Refused) as refused:
        rosters.print(wide, tmp_path / "b.pdf", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("rosters.too_wide",)
    assert "A4 横向只有 269 毫米" in sentences(refused.value)[0]
    assert not (tmp_path / "b.pdf").exists()


def test_groups_print_as_documents_of_their_own_on_large_paper(rosters, tmp_path):
    wanted = design("person.name", group_by="household.village_name", grouping=Grouping.SHEETS, paper=PaperSize.A3_WIDE)
    made = rosters.print(wanted, tmp_path / "a.pdf", actor=ACTOR, today=DAY)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert made.pages == len(pages) == 2
    assert round(float(pages[0].mediabox.width)) == 1191
    assert "第1页" in pages[1].extract_text()


def test_some_households_only(rosters, ledger, town, tmp_path):
    from app.models.household import Household

    with ledger.reading() as session:
        wanted = session.scalars(select(Household.id).where(Household.code == "51999902")).all()
    assert [line[0] for line in rosters.preview(design("person.name"), households=wanted, today=DAY).lines] == [
        "赵母",
        "赵童",
    ]
    assert (
        rosters.export(design("person.name"), tmp_path / "a.xlsx", households=wanted, actor=ACTOR, today=DAY).rows == 2
    )


# -- keeping -----------------------------------------------------------------------------------------


def test_a_design_is_kept_by_name_with_its_versions(rosters):
    first = design("person.name", conditions=(asked("person.age", Test.BETWEEN, "60", ""),))
    entry, changes = rosters.save(first, actor=ACTOR, today=DAY)
    assert changes.touches("saved_roster")
    with pytest.raises(Refused) as refused:
        rosters.save(first, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("rosters.name_taken",)
    second = replace(first, columns=(Column("person.name", "老人"),), sort=(SortKey("person.age", True),))
    again, _ = rosters.save(second, row_version=entry.row_version, actor=ACTOR, today=DAY)
    assert (again.version, again.design) == (2, second)
    with pytest.raises(Conflict):
        rosters.save(first, row_version=entry.row_version, actor=ACTOR, today=DAY)
    assert [(v.number, v.design) for v in rosters.versions("试")] == [(2, second), (1, first)]
    rosters.delete("试", actor=ACTOR, today=DAY)
    with pytest.raises(NotFound):
        rosters.get("试")


def test_the_names_of_ready_made_lists_cannot_be_taken(rosters):
    with pytest.raises(Refused) as refused:
        rosters.save(replace(design("person.name"), name="低保人员花名册"), actor=ACTOR, today=DAY)
    assert refused.value.codes == ("rosters.ready_name",)


def test_a_design_survives_being_written_down(rosters):
    for entry in rosters.list():
        assert from_json(json.loads(json.dumps(to_json(entry.design)))) == entry.design
    with pytest.raises(Refused) as refused:
        from_json({"name": "x", "columns": "甲", "subject": "牲畜"})
    assert "牲畜" in sentence(refused.value.reasons[0])


# -- ready-made --------------------------------------------------------------------------------------


def test_the_ready_made_lists_are_sound_and_print_on_their_paper(rosters, tmp_path):
    assert len(ready_lists()) >= 18
    usable = 0
    for entry in rosters.list():
        assert rosters.check(entry.design) == (), entry.name
        if entry.missing or not rosters.preview(entry.design, today=DAY).rows:
            continue
        usable += 1
        rosters.print(entry.design, tmp_path / f"{entry.code}.pdf", actor=ACTOR, today=DAY)
        for paper in (entry.design,):
            assert rosters.export(paper, tmp_path / f"{entry.code}.xlsx", actor=ACTOR, today=DAY).rows
    assert usable >= 9


def test_a_list_without_data_says_what_to_import_and_applies_once_it_is_there(ledger, rosters):
    missing = {entry.code: entry.missing for entry in rosters.list() if entry.missing}
    assert "退役军人服务站" in missing["veterans"]
    assert {"public_posts", "subsidies", "relocation"} <= missing.keys()
    with ledger.transaction("test.list", actor=ACTOR, today=DAY) as tx:
        tx.session.add(ListEntry(list_kind="veteran", person_id=1, as_of_on=DAY, matched="matched"))
    entry = rosters.get("veterans")
    assert entry.missing == ""
    assert rosters.preview(entry.design, today=DAY).rows == 1
