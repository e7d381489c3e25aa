from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folder, away from the user's."""
    monkeypatch.setenv("SHOUWANG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
