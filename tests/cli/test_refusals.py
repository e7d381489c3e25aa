"""Every refusal reaches the user as a Chinese sentence that says what to do; nothing ends in a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.wording import known_codes
from tests.services.files.making import xlsx
from tests.simple_town import write_roster


@pytest.fixture
def town(training, tmp_path):
    file = write_roster(tmp_path / "花名册.csv", households=12, seed=3)
    assert training("import", file, "--json", "--today", "2020-03-20").status == 0
    return training


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """What goes wrong with files: a text that calls itself a workbook, a torn workbook, a folder that is none."""
    whole = xlsx(tmp_path / "整.xlsx", [["姓名", "证件号码"], *([["王甲", "x"]] * 300)])
    torn = tmp_path / "断.xlsx"
    torn.write_bytes(whole.read_bytes()[:2_000])
    text = tmp_path / "其实是文本.xlsx"
    text.write_text("会议通知\n请各村准时参加\n", encoding="utf-8")
    (tmp_path / "日期.json").write_text(json.dumps({"occurred_on": "2020-02-31"}), encoding="utf-8")
    (tmp_path / "断.json").write_text("[1,", encoding="utf-8")
    (tmp_path / "密码.txt").write_text("Not-the-pass-1\n", encoding="utf-8")
    text_as_folder = text / "x.xlsx"
    return {"text": text, "torn": torn, "nowhere": text_as_folder, "here": tmp_path}


REFUSED = [
    (("--key-file", "{here}/密码.txt", "status"), "密码不对"),
    (("--key-file", "{here}/没有.txt", "status"), "密钥文件"),
    (("--db", "{here}/没有.db", "status"), "找不到数据库"),
    (("import", "{here}/没有.xlsx"), "找不到文件“没有.xlsx”"),
    (("import", "{text}"), "找不到农户花名册的表头"),
    (("import", "{torn}"), "已损坏"),
    (("import", "{text}", "--kind", "名册"), "没有“名册”这种导入"),
    (("act", "strike", "--household", "1", "--data", "{here}/日期.json"), "2020-02-31"),
    (("act", "strike", "--household", "1", "--data", "{here}/断.json"), "不是 JSON 格式"),
    (("act", "strike", "--household", "1", "--data", "{here}/没有.json"), "打不开"),
    (("act", "strike", "--household", "1", "--permit", "{here}/日期.json"), "缺少“最后有效日”"),
    (("act", "fly", "--household", "5199990000000000"), "没有“fly”这个操作"),
    (("act", "strike", "--household", "404"), "没有编号为“404”的户"),
    (("act", "strike", "--alert", "YJ1"), "没有编号为“YJ1”的预警"),
    (("show", "404"), "没有编号为“404”的户"),
    (("print", "nothing", "--out", "{here}/x.pdf"), "没有名为“nothing”的文书"),
    (("export", "nothing", "--out", "{here}/x.xlsx"), "没有名为“nothing”的清单"),
    (("export", "roster"), "请写明名单种类和文件"),
    (("export", "roster", "--out", "{nowhere}"), "文件夹"),
    (("export", "roster", "--out", "{here}/没有/x.xlsx"), "不存在"),
    (("check", "--out", "{nowhere}"), "文件夹"),
    (("check", "--code", "没有"), "没有编号为没有的检查规则"),
    (("report", "--stage", "X", "--out", "{here}/x.pdf"), "没有代号为“X”的阶段"),
    (("report", "--month", "2020-06", "--appendix", "--out", "{here}/x.pdf"), "只用于阶段报告"),
    (("record", "nothing", "--data", "{here}/日期.json"), "没有“nothing”这种登记"),
    (("undo-import", "99"), "没有编号为 99 的导入批次"),
    (("restore", "{text}"), "不是守望的备份文件"),
    (("backup", "{text}"), "已经存在"),
]


@pytest.mark.parametrize("way", ["json", "text"])
def test_every_refusal_is_a_sentence(town, places, way):
    for arguments, said in REFUSED:
        given = [part.format(**places) for part in arguments]
        answer = town(*given, "--today", "2020-03-20", *(["--json"] if way == "json" else []))
        assert answer.status == 1, given
        assert "Traceback" not in answer.err
        told = answer.out if way == "text" else "".join(row["message"] for row in answer.json["refused"])
        assert said in told + (answer.err if way == "text" else ""), (given, told, answer.err)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder in which nobody may write")
def test_a_place_that_cannot_be_written_is_named(town):
    for command in (("export", "roster"), ("check",)):
        answer = town(*command, "--out", "/proc/1/x.xlsx", "--json", "--today", "2020-03-20")
        assert answer.json["refused"][0]["codes"] == ["disk.not_writable"]
        assert "/proc/1/x.xlsx" in answer.json["refused"][0]["message"]
    answer = town("demo", "/proc/1/x", "--json")
    assert answer.json["refused"][0]["codes"] == ["disk.not_writable"]


def test_every_code_that_is_raised_has_its_sentence():

    raised = re.compile(r'(?:refuse|Reason)\(\s*"([a-z_]+\.[a-z_]+)"')
    found = {code for file in Path("app").rglob("*.py") for code in raised.findall(file.read_text(encoding="utf-8"))}
    assert len(found) > 300
    assert found - known_codes() == set()


def test_a_reader_that_stops_reading_is_no_error():
    command = f"{sys.executable} -m app act --list --json | head -c 20; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('[{"workflow"')


def test_a_permit_opens_an_alerts_step_or_says_why_not(town, tmp_path):
    permit = tmp_path / "补办.json"
    permit.write_text(json.dumps({"actions": ["mark"], "households": [], "last_day": "2020-03-31", "reason": "漏标",
                                  "paper_no": "1", "signer": "李镇长"}), encoding="utf-8")  # fmt: skip
    answer = town("act", "mark", "--household", "5199990000000000", "--permit", permit, "--json",
                  "--today", "2020-03-20")  # fmt: skip
    assert {"window.closed", "permit.not_named"} <= set(answer.json["refused"][0]["codes"])
