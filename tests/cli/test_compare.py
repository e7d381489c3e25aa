"""compare, record comparison-decision, export platform-corrections: a clerk's round without the window."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from tests.services.files.making import EXPORT_32, xlsx
from tests.services.imports.people import list_32


def test_a_round_of_comparing(training, tmp_path):
    shouwang = training
    assert shouwang("import", xlsx(tmp_path / "底册.xlsx", list_32(6)), "--json").status == 0
    rows = list_32(6, 数据日期="2020-03-15")
    rows[4][EXPORT_32.index("民族")] = "苗族"
    rows[5][EXPORT_32.index("文化程度")] = "初中"
    export = xlsx(tmp_path / "导出.xlsx", rows)
    compared = shouwang("compare", export, "--json")
    assert compared.status == 0
    assert compared.json["found"]["field"] == 2
    assert [run["rows"] for run in shouwang("compare", "--list", "--json").json] == [6]
    items = shouwang("compare", "--items", "--json").json
    by_field = {item["field"]: item["id"] for item in items}
    decisions = tmp_path / "处理.json"
    decisions.write_text(
        json.dumps(
            [
                {"items": [by_field["民族"]], "decision": "以本镇为准", "reason": "户口簿为汉族"},
                {"items": [by_field["文化程度"]], "decision": "accepted"},
                {"items": [by_field["文化程度"]], "decision": "ignored"},
            ],
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    recorded = shouwang("record", "comparison-decision", "--data", decisions, "--json")
    assert recorded.json["recorded"] == 2
    assert recorded.json["refused"][0]["codes"] == ["comparison.closed"]
    out = tmp_path / "待修改.xlsx"
    assert shouwang("export", "platform-corrections", "--out", out).status == 0
    cells = [[cell.value for cell in row] for row in load_workbook(out).worksheets[0].iter_rows(min_row=3)]
    assert [row[4:8] for row in cells] == [["王三甲：民族", "苗族", "汉族", "户口簿为汉族"]]
    assert cells[0][0] == "待改"
    assert "没有差异" in shouwang("compare", "--items").out
    again = shouwang("compare", export).out
    assert "已处理 1" in again


def test_nothing_named_and_strangers_are_refused(training, tmp_path):
    assert training("compare").status == 1
    answer = training("compare", xlsx(tmp_path / "空.xlsx", list_32(3)))
    assert answer.status == 1
    assert "台账里还没有农户" in answer.err
