"""show-day: an evening for a script and for people; a day ahead and a village nobody knows are refused."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.services.files.making import xlsx
from tests.services.imports.people import list_32


def test_an_evening_of_the_town_and_what_changed_since(training, tmp_path):
    shouwang = training
    day = ("--today", "2020-03-20")
    assert shouwang("import", xlsx(tmp_path / "底册.xlsx", list_32(6)), "--json", *day).status == 0
    shown = shouwang("show-day", "2020-03-20", "--all", "--json", *day)
    assert shown.status == 0
    town = shown.json
    assert town["households"] == len(town["list"]) == len({row["household_code"] for row in town["list"]})
    assert sum(village["members"] for village in town["villages"]) == town["members"] > 0
    assert town["entries_since"] == 0
    name, out = town["villages"][0]["name"], tmp_path / "当天.xlsx"
    village = shouwang("show-day", "2020-03-20", "--village", name, "--all", "--out", out, "--json", *day)
    assert village.json["households"] == town["villages"][0]["households"]
    assert load_workbook(out).sheetnames == ["各村", "逐户"]
    assert "2020-03-20 晚上的台账" in shouwang("show-day", "2020-03-20", *day).out
    ahead = shouwang("show-day", "2020-03-21", "--json", *day)
    assert (ahead.status, ahead.json["refused"][0]["codes"]) == (1, ["past.future"])
    nobody = shouwang("show-day", "2020-03-20", "--village", "无此村", "--json", *day)
    assert nobody.json["refused"][0]["codes"] == ["past.no_village"]
