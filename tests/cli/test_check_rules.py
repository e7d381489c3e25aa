"""check --rules shows the table and what may be asked; record check-setting changes it."""

from __future__ import annotations

import json


def _data(tmp_path, **values):
    file = tmp_path / "setting.json"
    file.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return file


def _rule(answer, code):
    return next(rule for rule in answer.json if rule["code"] == code)


def test_the_table_of_rules_says_what_can_be_asked_and_why_not(training):
    answer = training("check", "--rules", "--json")
    assert answer.status == 0
    assert {rule["family"] for rule in answer.json} == set(range(1, 94))
    land = _rule(answer, "5_14_001")
    assert (land["applicable"], land["why_not"]) == (False, "source")
    assert (land["params"], land["numbers"]) == ({"most": 100}, ["5_14_001", "5_14_002"])
    text = training("check", "--rules").out
    assert "不适用：缺数据来源" in text
    assert "1111_4" in text


def test_a_rule_is_set_and_restored(training, tmp_path):
    setting = {"rule": "5_01_006", "params": {"age": 75}, "on": False, "reason": "区级通知"}
    assert training("record", "check-setting", "--data", _data(tmp_path, **setting)).status == 0
    changed = _rule(training("check", "--rules", "--json"), "5_01_006")
    assert (changed["on"], changed["params"], changed["default_params"]) == (False, {"age": 75}, {"age": 70})
    assert (changed["changed"], changed["reason"]) == (True, "区级通知")
    assert "本单位调整：区级通知" in training("check", "--rules").out
    assert training("record", "check-setting", "--data", _data(tmp_path, rule="5_01_006", restore=True)).status == 0
    assert not _rule(training("check", "--rules", "--json"), "5_01_006")["changed"]


def test_a_bad_setting_is_refused_with_every_reason(training, tmp_path):
    answer = training(
        "record", "check-setting", "--data", _data(tmp_path, rule="5_01_006", params={"years": 3}), "--json"
    )
    assert answer.status == 1
    codes = answer.json["refused"][0]["codes"]
    assert codes == ["finding.setting_without_reason", "finding.unknown_param"]
