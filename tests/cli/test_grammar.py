"""The grammar of the command line: a quick start, wrong usage in Chinese, records checked before anything is asked."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from app.cli.records import record_kinds


def test_start_up_loads_nothing_heavy():
    code = (
        "import sys; from app.__main__ import main; status = main(['act', '--list', '--json']); "
        "heavy = {'reportlab', 'openpyxl', 'alembic', 'pypinyin', 'PySide6'} & {m.split('.')[0] for m in sys.modules}; "
        "sys.exit(status or len(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert len(json.loads(done.stdout)) > 60


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import",), "缺少参数：FILE"),
        (("status", "--today", "2020-13-01"), "2020-03-20 的样子"),
        (("init", "--preset", "1999"), "可选"),
        (("undo-import", "七"), "“七”不是整数"),
        (("status", "--jso"), "不认识的参数：--jso"),
        (("cross-check",), "缺少参数"),
        (("show",), "缺少参数：CODE"),
    ],
)
def test_wrong_usage_is_said_in_chinese_and_exits_two(shouwang, arguments, said):
    answer = shouwang(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert "用法：" in answer.err


def test_the_list_of_records_needs_no_database_and_names_every_field(shouwang):
    rows = shouwang("record", "--list", "--json").json
    assert [row["kind"] for row in rows] == list(record_kinds())
    assert {"village-sheet", "hit-answer", "conclusion", "exemption", "meeting"} <= {row["kind"] for row in rows}
    assert all(field["label"] and field["type"] for row in rows for field in row["fields"])


def test_a_record_is_refused_with_everything_that_is_wrong(training, tmp_path):
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"village": "红星村", "signed_on": "2020-02-31", "zerro": True}), encoding="utf-8")
    answer = training("record", "village-sheet", "--data", file, "--json", "--today", "2020-03-21")
    codes = {code for row in answer.json["refused"] for code in row["codes"]}
    assert answer.status == 1
    assert codes == {"record_file.unknown_field", "record_file.missing", "record_file.bad_day"}
    file.write_text("{", encoding="utf-8")
    answer = training("record", "village-sheet", "--data", file, "--json", "--today", "2020-03-21")
    assert answer.json["refused"][0]["codes"] == ["data_file.no_json"]
    answer = training("record", "nonsense", "--data", file, "--json")
    assert answer.json["refused"][0]["codes"] == ["record_file.unknown_kind"]


def test_papers_are_listed_and_an_empty_kind_is_refused(training, tmp_path):
    rows = training("print", "--list", "--json", "--today", "2020-03-20").json
    assert all({"kind", "name", "notice", "documents"} <= row.keys() for row in rows)
    out = tmp_path / "走访表.pdf"
    answer = training("print", "visit_form", "--out", out, "--json", "--today", "2020-03-20")
    assert answer.json["refused"][0]["codes"] == ["papers.nothing"]
    assert not out.exists()


def test_an_empty_visit_form_belongs_to_nobody(training, tmp_path):
    out = tmp_path / "空白走访表.pdf"
    answer = training("print", "visit_form", "--blank", "--out", out, "--json", "--today", "2020-03-20")
    assert answer.json["documents"] == 1
    assert out.read_bytes().startswith(b"%PDF")
    refused = training("print", "visit_form", "--blank", "--village", "红星村", "--out", out, "--json")
    assert refused.json["refused"][0]["codes"] == ["print.blank_of_nobody"]
    refused = training("print", "ledger", "--blank", "--out", out, "--json", "--today", "2020-03-20")
    assert refused.json["refused"][0]["codes"] == ["papers.no_blank"]


def test_a_batch_is_narrowed_ordered_and_split_from_the_command_line(training, tmp_path):
    out = tmp_path / "分户"
    out.mkdir()
    day = ("--json", "--today", "2020-03-20")
    asked = ("print", "visit_form", "--out", out, "--split", "household", "--order", "name", "--duplex")
    answer = training(*asked, "--stage", "初步名单", *day)
    assert answer.json["refused"][0]["codes"] == ["papers.nothing"]
    answer = training(*asked, "--team", "一组", "--stage", "睡觉", "--leave-out", "X1", *day)
    assert [row["codes"][0] for row in answer.json["refused"]] == [
        "papers.team_unknown",
        "papers.case_stage_unknown",
        "papers.household_unknown",
    ]
    assert list(out.iterdir()) == []
    refused = training("print", "visit_form", "--blank", "--team", "一组", "--out", out, "--json")
    assert refused.json["refused"][0]["codes"] == ["print.blank_of_nobody"]


def test_an_init_on_another_day_is_for_training_only(shouwang, tmp_path):
    answer = shouwang("init", "--today", "2020-03-20", "--json")
    assert answer.json["refused"][0]["codes"] == ["today.not_training"]
    assert not (tmp_path / "office.db").exists()


def test_what_freezes_and_stores_papers_loads_no_drawing():
    code = (
        "import sys; import app.services.papers.freezing, app.services.papers.service, app.services.reports, "
        "app.services.papers.layouts.visit_form; sys.exit('reportlab' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
