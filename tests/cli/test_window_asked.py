"""A start that names no command opens the window, on the database that was named."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.window import window_asked
from app.paths import default_database
from app.services.errors import Refused


def test_nothing_named_is_the_window_on_the_usual_database():
    asked = window_asked([])
    assert asked is not None
    assert asked.database == default_database().absolute()
    assert asked.secret is None


def test_a_named_database_and_its_key_are_the_windows(tmp_path: Path):
    key = tmp_path / "key.txt"
    key.write_text("石门Shan2020!\n", encoding="utf-8")
    for words in (
        ["--db", str(tmp_path / "a.db"), "--key-file", str(key)],
        [f"--db={tmp_path / 'a.db'}", f"--key-file={key}"],
    ):
        asked = window_asked(words)
        assert asked is not None
        assert asked.database == tmp_path / "a.db"
        assert asked.secret is not None
        assert asked.secret() == "石门Shan2020!"


def test_a_missing_key_file_is_refused_when_it_is_read(tmp_path: Path):
    asked = window_asked(["--key-file", str(tmp_path / "none.txt")])
    assert asked is not None
    assert asked.secret is not None
    with pytest.raises(Refused, match=r"key\.file_unreadable"):
        asked.secret()


@pytest.mark.parametrize(
    "words", [["status"], ["--db", "a.db", "status"], ["--json"], ["--help"], ["--today", "2020-03-20"]]
)
def test_whatever_else_is_a_command(words):
    assert window_asked(words) is None


def test_a_database_without_a_name_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        window_asked(["--db"])
    assert stopped.value.code == 2
    assert "后面要写一个值" in capsys.readouterr().err
