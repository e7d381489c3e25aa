"""Every command's happy and sad path, on real files."""

from __future__ import annotations

import csv
import json

import pytest

from tests.services.files.making import xlsx
from tests.services.imports.exports import monitoring_export
from tests.simple_town import write_roster

TWO = [{"name": "张支书", "office": "红星村"}, {"name": "李主任", "office": "红星村"}]


@pytest.fixture
def town(training, tmp_path):
    file = write_roster(tmp_path / "花名册.csv", households=60, seed=3)
    answer = training("import", file, "--json", "--today", "2020-03-20")
    assert answer.status == 0, answer.out
    return training, answer.json, file


def _data(tmp_path, **values):
    file = tmp_path / "data.json"
    file.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return file


def test_init_gives_the_stages_and_a_recovery_code_that_opens(shouwang, tmp_path):
    answer = shouwang("init", "--training", "--json", "--township", "石门镇")
    assert answer.status == 0
    assert [stage["code"] for stage in answer.json["stages"]] == list("PZDLMC")
    assert answer.json["stages"][0]["opens_on"] == "2020-03-20"
    code = tmp_path / "code.txt"
    code.write_text(answer.json["recovery_code"], encoding="utf-8")
    assert shouwang("--key-file", code, "status", "--json").status == 0
    again = shouwang("init", "--json")
    assert (again.status, again.json["refused"][0]["codes"]) == (1, ["database.exists"])


def test_a_wrong_password_and_a_missing_one_are_refused(training, tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("Not-the-pass-1\n", encoding="utf-8")
    answer = training("--key-file", wrong, "status", "--json")
    assert (answer.status, len(answer.json["refused"])) == (1, 1)
    assert training("--key-file", tmp_path / "none.txt", "status").status == 1


def test_wrong_usage_exits_two_in_chinese(shouwang):
    answer = shouwang("nonsense")
    assert answer.status == 2
    assert "用法不对" in answer.err


def test_globals_stand_before_or_after(town):
    shouwang, _, _ = town
    before = shouwang("--json", "--today", "2020-03-20", "status")
    after = shouwang("status", "--json", "--today", "2020-03-20")
    assert before.json == after.json
    assert "培训库" in after.err


def test_today_belongs_to_training_databases_only(shouwang):
    assert shouwang("init", "--json").status == 0
    answer = shouwang("status", "--today", "2020-03-20", "--json")
    assert answer.json["refused"][0]["codes"] == ["today.not_training"]


def test_every_row_of_a_monitoring_export_is_told_and_a_wrong_kind_is_named(town, tmp_path):
    shouwang, _, _ = town
    file = xlsx(tmp_path / "（自定义）监测对象信息 (22).xlsx", monitoring_export(6, 行政村="红星村"))
    first = shouwang("import", file, "--kind", "monitoring", "--json", "--today", "2020-03-20").json
    assert (first["rows"], first["members"]["created"], first["entries"]["created"], first["rejected"]) == (6, 6, 2, [])
    again = shouwang("import", file, "--kind", "monitoring", "--json", "--today", "2020-03-20").json
    assert (again["members"]["unchanged"], again["entries"]["unchanged"]) == (6, 2)
    hinted = shouwang("import", file, "--dry-run", "--today", "2020-03-20")
    assert "--kind monitoring" in hinted.out
    sheet = xlsx(tmp_path / "村.xlsx", [["行政村", "总户数", "总人口数"], ["红星村", 60, 180]])
    refused = shouwang("import", sheet, "--json", "--today", "2020-03-20")
    assert refused.status == 1
    assert [reason["codes"] for reason in refused.json["refused"]] == [["files.looks_like"], ["files.no_header"]]
    assert "village-profile" in refused.out
    out = tmp_path / "监测.xlsx"
    assert shouwang("export", "monitoring", "--out", out, "--json", "--today", "2020-03-20").json["rows"] == 2
    undone = shouwang("undo-import", str(first["batch"]), "--json", "--today", "2020-03-20")
    assert undone.json["undone"] is True


def test_an_import_again_changes_nothing_and_is_taken_back(town):
    shouwang, first, file = town
    again = shouwang("import", file, "--json", "--today", "2020-03-20")
    assert first["households"] == {"created": 60, "updated": 0, "unchanged": 0}
    assert again.json["households"] == {"created": 0, "updated": 0, "unchanged": 60}
    undone = shouwang("undo-import", str(again.json["batch"]), "--json", "--today", "2020-03-20")
    assert undone.json["undone"] is True
    undone = shouwang("undo-import", str(first["batch"]), "--json", "--today", "2020-03-20")
    assert (undone.status, shouwang("status", "--json").json["households"]) == (0, 0)
    assert shouwang("verify", "--json").json["ok"] is True


def test_a_dry_run_writes_nothing(training, tmp_path):
    file = write_roster(tmp_path / "a.csv", households=5, seed=1)
    answer = training("import", file, "--dry-run", "--json", "--today", "2020-03-20")
    assert (answer.json["batch"], answer.json["households"]["created"]) == (None, 5)
    assert training("status", "--json").json["households"] == 0


def test_a_damaged_id_is_refused_with_its_row_and_written_to_the_error_book(training, tmp_path):
    good = write_roster(tmp_path / "a.csv", households=5, seed=1)
    rows = list(csv.reader(good.read_text(encoding="utf-8-sig").splitlines()))
    number = rows[0].index("证件号码")
    rows[2][number] = "5.19999E+17"
    file, errors = tmp_path / "b.csv", tmp_path / "errors.xlsx"
    with file.open("w", encoding="gb18030", newline="") as target:
        csv.writer(target).writerows(rows)
    answer = training("import", file, "--errors", errors, "--json", "--today", "2020-03-20")
    rejected = answer.json["rejected"]
    assert (answer.status, [row["row"] for row in rejected], errors.exists()) == (1, [3], True)
    assert "精度" in rejected[0]["message"]


def test_what_is_no_list_is_refused_in_chinese(training, tmp_path):
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")
    answer = training("import", file, "--json", "--today", "2020-03-20")
    assert answer.status == 1
    assert "坏.xlsx" in answer.json["refused"][0]["message"]


def test_screen_act_and_show(town, tmp_path):
    shouwang, _, _ = town
    found = shouwang("screen", "--json", "--today", "2020-03-20").json
    assert found["candidates"]
    first = found["candidates"][0]
    data = _data(tmp_path, category=first["category"], origin="hit", basis="导入收入")
    code = first["household_code"]
    done = shouwang("act", "propose", "--household", code, "H404", "--data", data, "--json", "--today", "2020-03-20")
    assert done.status == 1
    assert done.json["done"] == [{"household_code": code, "state": "拟新增"}]
    assert done.json["refused"][0]["codes"] == ["household.not_found"]
    page = shouwang("show", code, "--json").json
    assert (page["case"]["state"], page["timeline"][-1]["action"]) == ("拟新增", "propose")
    late = shouwang("act", "report_village", "--household", code, "--data", _data(tmp_path, signers=TWO), "--json",
                    "--today", "2020-03-26")  # fmt: skip
    assert late.json["refused"][0]["codes"] == ["window.closed", "data.missing", "case.village_sheet_open"]
    outside = shouwang("screen", "--json", "--today", "2020-03-25")
    assert outside.json["refused"][0]["codes"] == ["screening.closed"]


def test_show_as_of_a_day(town):
    shouwang, _, _ = town
    code = "5199990000000000"
    assert shouwang("show", code, "--on", "2020-03-20", "--json").json["members"]
    answer = shouwang("show", code, "--on", "2020-03-01", "--json")
    assert answer.json["refused"][0]["codes"] == ["household.not_yet"]


def test_a_village_sheet_is_recorded(town, tmp_path):
    shouwang, _, _ = town
    sheet = _data(tmp_path, village="红星村", sheet_no="1", signed_on="2020-03-21", signers=TWO)
    assert shouwang("record", "village-sheet", "--data", sheet, "--json", "--today", "2020-03-21").json == {
        "recorded": 1
    }
    wrong = _data(tmp_path, village="没有村", sheet_no="1", signers=TWO)
    answer = shouwang("record", "village-sheet", "--data", wrong, "--json", "--today", "2020-03-21")
    assert answer.json["refused"][0]["codes"] == ["region.unknown_village"]


def test_the_list_of_actions_needs_no_database(shouwang):
    rows = shouwang("act", "--list", "--json").json
    assert {row["workflow"] for row in rows} == {"case", "alert"}
    assert all({"action", "from", "to", "party", "windows", "variants", "needs"} <= row.keys() for row in rows)


def test_a_backup_is_restored_elsewhere(town, tmp_path):
    shouwang, _, _ = town
    out = tmp_path / "b.swbak"
    assert shouwang("backup", out, "--json").json["ok"] is True
    other = tmp_path / "other.db"
    assert shouwang("--db", other, "restore", out, "--json").json["ok"] is True
    assert shouwang("--db", other, "status", "--json").json["households"] == 60


def test_what_a_backup_gives_back_has_an_equal_content_hash(town, tmp_path):
    shouwang, other = town[0], tmp_path / "other.db"
    there = shouwang("verify", "--json").json["content_hash"]
    shouwang("backup", tmp_path / "b.swbak")
    shouwang("--db", other, "restore", tmp_path / "b.swbak")
    assert shouwang("--db", other, "verify", "--json").json["content_hash"] == there


def test_the_diagnostic_file_names_nobody(town, tmp_path):
    shouwang, imported, file = town
    assert shouwang("diagnose", tmp_path / "d.txt", "--json").status == 0
    text = (tmp_path / "d.txt").read_text(encoding="utf-8-sig")
    assert "verify: good" in text
    assert f"rows person: {imported['members']['created']}" in text
    known = {cell for line in file.read_text(encoding="utf-8-sig").splitlines()[1:] for cell in line.split(",")}
    assert not [cell for cell in known if (len(cell) > 5 or not cell.isascii()) and cell in text]


def test_a_chosen_day_is_refused_before_an_office_in_earnest_is_restored(shouwang, tmp_path):
    assert shouwang("init", "--json").status == 0
    out, other = tmp_path / "b.swbak", tmp_path / "empty" / "other.db"
    assert shouwang("backup", out, "--json").status == 0
    before = (tmp_path / "office.db").read_bytes()
    for target in (other, tmp_path / "office.db"):
        answer = shouwang("--db", target, "restore", out, "--json", "--today", "2020-03-20")
        assert (answer.status, answer.json["refused"][0]["codes"]) == (1, ["today.not_training"])
    assert [file.name for file in other.parent.iterdir()] in ([], ["other.db.lock"])
    assert (tmp_path / "office.db").read_bytes() == before
    assert not (tmp_path / "backups").exists()
    assert shouwang("--db", other, "restore", out, "--json").status == 0


def test_a_training_office_is_restored_on_a_chosen_day(training, tmp_path):
    out = tmp_path / "b.swbak"
    assert training("backup", out, "--json", "--today", "2020-03-20").status == 0
    answer = training("--db", tmp_path / "other.db", "restore", out, "--json", "--today", "2020-03-21")
    assert (answer.status, answer.json["ok"]) == (0, True)
