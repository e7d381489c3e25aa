"""The command line as a script calls it: arguments in, exit status, one JSON value and sentences out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.__main__ import main


@dataclass
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def shouwang(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    key = tmp_path / "key.txt"
    key.write_text("Shimen-2020-pass\n", encoding="utf-8")

    def call(*arguments: str) -> Answer:
        capsys.readouterr()
        status = main(["--db", str(tmp_path / "office.db"), "--key-file", str(key), *map(str, arguments)])
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return call


@pytest.fixture
def training(shouwang):
    assert shouwang("init", "--training", "--json").status == 0
    return shouwang
