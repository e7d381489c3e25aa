"""``--self-test`` as a user runs it: a report, an exit status, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def self_test(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    temp = tmp_path / "临时"
    temp.mkdir()
    environment = {**os.environ, "TMPDIR": str(temp), "TEMP": str(temp), "SHOUWANG_HOME": str(tmp_path / "home")}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
        timeout=180,
    )


def test_it_passes_here_and_leaves_nothing_behind(tmp_path):
    done = self_test(tmp_path, "--self-test", "--json")
    checks = json.loads(done.stdout)["checks"]
    assert done.returncode == 0, done.stderr
    assert {check["name"]: check["ok"] for check in checks} == {check["name"]: True for check in checks}
    assert "files.bomb" in next(check["message"] for check in checks if check["name"] == "拒绝压缩炸弹")
    assert done.stderr.count("[通过]") == len(checks)
    assert list((tmp_path / "临时").iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_what_does_not_work_is_named_and_the_exit_status_says_so():
    code = (
        "import app.selftest.material as m; m.OLD_HOUSEHOLDS = 4\n"
        "from app.__main__ import main; raise SystemExit(main(['--self-test']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "[失败] 读取 .xls" in done.stderr
    assert "[未做] 筛查" in done.stderr
    assert "没有通过" in done.stdout


def test_anything_else_beside_it_is_wrong_usage(tmp_path):
    done = self_test(tmp_path, "--self-test", "全部")
    assert (done.returncode, done.stdout) == (2, "")
    assert "全部" in done.stderr
