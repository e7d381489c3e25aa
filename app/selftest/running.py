"""Runs the steps of the self-test in a folder of their own and reports what each of them found."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.cli.answers import put, say, to_json
from app.cli.session import DONE, REFUSED
from app.services.errors import Refused
from app.services.wording import sentences

OPTION = "--self-test"
_WRONG_USAGE = 2


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be proved. ``run`` returns what it found; anything that it raises is a failure."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a step ended; ``ok`` None = not tried, because one before it failed."""

    name: str
    ok: bool | None
    message: str
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """``--self-test [--json]``: 0 when everything works, 1 when something does not, 2 for wrong usage."""
    rest = [argument for argument in arguments if argument not in (OPTION, "--json")]
    if rest:
        say(f"用法不对：自检不需要参数 {' '.join(rest)}\n用法：shouwang {OPTION} [--json]")
        return _WRONG_USAGE
    findings = self_test()
    is_good = all(finding.ok for finding in findings)
    if "--json" in arguments:
        put(to_json({"ok": is_good, "checks": [asdict(finding) for finding in findings]}))
    else:
        put("自检全部通过。" if is_good else "自检没有通过，请把以上内容交给维护人员。")
    return DONE if is_good else REFUSED


def self_test() -> list[Finding]:
    """Every step, one after another; a line for each on stderr as it ends."""
    from app.selftest.steps import Bench

    findings: list[Finding] = []
    place = tempfile.TemporaryDirectory(prefix="shouwang-selftest-")
    folder = Path(place.name)
    with _own_home(folder / "home"):
        bench = Bench(folder)
        for step in bench.steps():
            findings.append(_tried(step) if all(f.ok for f in findings) else Finding(step.name, None, "没有做", 0.0))
            say(_line(findings[-1]))
        bench.close()
    findings.append(_tried(Step("清理", lambda: _swept(place))))
    say(_line(findings[-1]))
    return findings


def _tried(step: Step) -> Finding:
    begun = time.monotonic()
    try:
        ok, message = True, step.run()
    except Refused as refused:
        ok, message = False, "".join(sentences(refused))
    except Exception as error:  # a self-test that breaks off tells nothing
        traceback.print_exc(file=sys.stderr)
        ok, message = False, f"{type(error).__name__}: {error}"
    return Finding(step.name, ok, message, round(time.monotonic() - begun, 2))


def _line(finding: Finding) -> str:
    mark = {True: "通过", False: "失败", None: "未做"}[finding.ok]
    return f"[{mark}] {finding.name}：{finding.message}（{finding.seconds} 秒）"


def _swept(place: tempfile.TemporaryDirectory[str]) -> str:
    place.cleanup()
    if Path(place.name).exists():
        raise AssertionError(f"没有删干净：{place.name}")
    return "没有留下文件"


@contextmanager
def _own_home(home: Path) -> Iterator[None]:
    """Settings of windows and logs go to our folder while the test runs, never to the user's."""
    before = os.environ.get("SHOUWANG_HOME")
    os.environ["SHOUWANG_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SHOUWANG_HOME"]
        else:
            os.environ["SHOUWANG_HOME"] = before
