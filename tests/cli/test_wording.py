"""wording, record wording and record document-number, as a script calls them."""

from __future__ import annotations

import json

import pytest

DAY = ("--today", "2020-06-10")


@pytest.fixture
def record(training, tmp_path):
    def write(kind: str, *entries: dict[str, object]):
        file = tmp_path / "record.json"
        file.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
        return training("record", kind, "--data", file, *DAY, "--json")

    return write


def closing(training) -> dict[str, object]:
    return next(r for r in training("wording", "--list", *DAY, "--json").json if r["key"] == "request.closing")


def test_a_text_is_recorded_listed_and_restored(training, record):
    assert closing(training)["text"] == "妥否，请批示。"
    said = {"key": "request.closing", "text": "当否，请批示。", "reason": "区办要求"}
    assert record("wording", said).status == 0
    found = closing(training)
    assert (found["text"], found["own"], found["valid_from"]) == ("当否，请批示。", True, "2020-06-10")
    assert record("wording", {"key": "request.closing", "reason": "恢复"}).status == 0
    assert closing(training)["own"] is False
    history = training("wording", "--history", "request.closing", *DAY, "--json").json
    assert [(v["text"], v["reason"]) for v in history] == [(None, "恢复"), ("当否，请批示。", "区办要求")]
    refused = record("wording", {"key": "request.opening", "text": "{乱写}", "reason": "x"})
    assert refused.status == 1
    assert refused.json["refused"][0]["codes"] == ["office_wording.unknown", "office_wording.missing"]


def test_wording_is_handed_on(training, record, tmp_path):
    said = [
        {"key": "request.closing", "text": "当否，请批示。", "reason": "区办要求"},
        {"key": "office.phone", "text": "0830-7654321", "reason": "公示"},
    ]
    assert record("wording", *said).status == 0
    file = tmp_path / "用语.toml"
    assert training("wording", "--export", file, *DAY, "--json").json["texts"] == 2
    assert record("wording", *({"key": entry["key"], "reason": "恢复"} for entry in said)).status == 0
    tried = training("wording", "--import", file, "--dry-run", *DAY, "--json").json
    assert (tried["saved"], [c["key"] for c in tried["changes"]]) == (False, ["request.closing"])
    refused = training("wording", "--import", file, *DAY, "--json")
    assert (refused.status, "原因" in str(refused.json)) == (1, True)
    taken = training("wording", "--import", file, "--reason", "采用邻镇写法", "--with-office", *DAY, "--json").json
    assert [c["key"] for c in taken["changes"]] == ["office.phone", "request.closing"]
    assert closing(training)["text"] == "当否，请批示。"


def test_numbers_are_given_out_once(record):
    assert record("document-number", {"series": "letter", "subject": "比对函"}).status == 1
    pattern = {"key": "number.letter", "text": "石府函〔{年度}〕{序号}号", "reason": "启用"}
    assert record("wording", pattern).status == 0
    given = [record("document-number", {"series": "letter", "subject": "函"}).json["results"][0] for _ in range(2)]
    assert [row["number"] for row in given] == ["石府函〔2020〕1号", "石府函〔2020〕2号"]


def test_the_phone_of_notices_is_a_wording(training, record):
    assert record("notice-rules", {"phone": "0830-7654321"}).status == 0
    assert record("notice-rules", {"phone": "0830-7654321"}).status == 0
    rows = {r["key"]: r for r in training("wording", "--list", "--own", *DAY, "--json").json}
    assert rows["office.phone"]["text"] == "0830-7654321"
    assert rows["office.phone"]["versions"] == 1
