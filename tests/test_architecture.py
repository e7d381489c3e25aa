"""The walls of the house: import contracts, and the rules that contracts cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from app.ui.tabs import all_tabs, settings_spec

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"


def _sources(*folders: str) -> list[Path]:
    roots = [APP / folder for folder in folders] if folders else [APP]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def test_imports_go_downwards_only():
    """In a process of its own: the linter configures logging for the whole process."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_contracts_name_every_mapped_module_and_every_tab():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    by_name = {contract["name"]: contract for contract in contracts}
    mapped = {f"app.models.{p.stem}" for p in _sources("models") if "Mapped[" in p.read_text(encoding="utf-8")}
    assert mapped <= set(by_name["the window sees no SQL and no mapped class"]["forbidden_modules"])
    assert {f"app.ui.{spec.key}" for spec in (*all_tabs(), settings_spec())} == set(
        by_name["a tab never imports another tab"]["modules"]
    )


def test_no_function_is_longer_than_a_screen():
    too_long = []
    for path in _sources():
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 60:
                    too_long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}")
    assert too_long == []


def test_no_file_is_longer_than_one_can_hold():
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert {p: n for p, n in lengths.items() if n > 450 and "migrations" not in p.parts} == {}


def test_state_is_assigned_in_the_doors_alone():
    """A state changes in one place only: the doors of cases and alerts, and birth of the row."""
    found = []
    for path in _sources("services", "ui", "cli", "demo"):
        if "cases" in path.parts or "alerts" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [t for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
            found += [
                f"{path.relative_to(ROOT)}:{node.lineno}"
                for t in names
                if isinstance(t.value, ast.Name) and t.value.id in ("case", "alert")
            ]
    assert found == []


def test_workbooks_are_saved_by_the_atomic_writer_alone():
    """Bars 7 and 28: no streaming workbook outside the child, no save to the target itself."""
    found = []
    for path in _sources():
        if path.parts[-3:-1] == ("services", "files") or "worker" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("write_only", "constant_memory"):
                found.append(f"{path.relative_to(ROOT)}:{node.value.lineno} {node.arg}")
    assert found == []


def test_the_project_does_not_lean_on_this_workplace():
    """Nothing names folders or tools that a user's machine does not have."""
    strange = ("/work/", "winbox", "farm-", "shared/")
    found = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *_sources()]:
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in strange if word in text]
    assert found == []
