"""Rules of the window that a reader of the code can check: words, shortcuts, colours, no nested loops."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.models.enums import AlertState, CaseState, Category, MonthlyFinding
from app.paths import resource
from app.ui import theme
from app.ui.actions import commands, tab_shortcut
from app.ui.common.chips import Shape, alert_chip, case_chip, category_chip, due_chip, monthly_chip, truth_chip
from app.ui.theme import Tone, contrast

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
SOURCES = sorted(UI.rglob("*.py"))
TRANSLATORS = {"tr": 1, "translate": 2}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(UI)))
def test_every_translated_text_is_a_plain_string(path):
    """An f-string, a variable or a wrapper is extracted with its braces, or not at all, and never found again."""
    wrong = []
    for call in calls(path):
        if (count := TRANSLATORS.get(name_of(call))) and not (
            isinstance(call.func, ast.Attribute) and name_of(call) == "translate" and not _is_qt(call)
        ):
            given = call.args[:count]
            if len(given) < count or not all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in given):
                wrong.append(call.lineno)
    assert wrong == []


def _is_qt(call: ast.Call) -> bool:
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(value, ast.Name) and value.id == "QCoreApplication"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(UI)))
def test_chinese_on_the_screen_goes_through_tr(path):
    """A Chinese literal is an argument of tr, a docstring, or stands outside of widgets' code as a named constant."""
    tree = tree_of(path)
    # Patterns read what clerks type; they are not shown.
    allowed = {id(arg) for call in calls(path) if name_of(call) in {*TRANSLATORS, "compile"} for arg in call.args}
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr):
            allowed.add(id(node.body[0].value))
    found = [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any("\u4e00" <= char <= "\u9fff" for char in node.value)
        and id(node) not in allowed
    ]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(UI)))
def test_no_nested_event_loop_and_no_message_box_of_its_own(path):
    names = Counter(name_of(call) for call in calls(path))
    allowed = {"dialogs.py", "crash.py"}
    assert names["exec"] == 0 or path.name == "application.py"
    assert path.name in allowed or not names.keys() & {
        "QMessageBox",
        "QFileDialog",
        "getOpenFileName",
        "getSaveFileName",
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(UI)))
def test_shortcuts_are_given_in_one_module(path):
    used = {name_of(call) for call in calls(path)} & {"setShortcut", "setShortcuts", "QShortcut"}
    assert not used or path.name in ("actions.py", "main_window.py")


def test_no_two_commands_share_their_keys_and_all_have_words():
    keys = [keys for command in commands().values() for keys in command.keys]
    keys += [tab_shortcut(number) for number in range(1, 10)]
    assert [k for k, n in Counter(keys).items() if n > 1] == []
    assert all(command.text for command in commands().values())
    left_to_input_methods = {"Ctrl+Space", "Ctrl+.", "Ctrl+Shift"}
    assert not left_to_input_methods & set(keys)


@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_can_be_read(tone):
    assert contrast(tone.ink.foreground, tone.ink.background) >= 4.5
    assert contrast(tone.ink.foreground, theme.BASE) >= 4.5


def test_every_text_colour_can_be_read_on_every_ground():
    for foreground in (theme.TEXT, theme.MUTED, theme.ACCENT, theme.DISABLED):
        for ground in (theme.BASE, theme.WINDOW, theme.ALTERNATE):
            if (foreground, ground) == (theme.DISABLED, theme.WINDOW):
                continue  # WCAG asks nothing of what is inactive; reasons beside it are in full ink
            assert contrast(foreground, ground) >= 4.5, (foreground, ground)
    assert contrast(theme.TEXT, theme.SELECTION) >= 4.5
    assert contrast("#FFFFFF", theme.ACCENT) >= 4.5


def test_every_state_has_word_and_shape():
    chips = [case_chip(s) for s in CaseState] + [alert_chip(s) for s in AlertState]
    chips += [category_chip(c) for c in Category] + [monthly_chip(f) for f in MonthlyFinding]
    assert all(chip.word and chip.shape is not Shape.NONE for chip in chips)


def test_red_is_for_overdue_amber_for_due():
    words = ("剩{days}天", "逾期{days}天")
    assert [due_chip(n, words).tone for n in (-1, 0, 3, 4)] == [Tone.LATE, Tone.DUE, Tone.DUE, Tone.NEUTRAL]
    assert due_chip(-2, words).word == "逾期2天"
    assert [alert_chip("helping", days_left=n).tone for n in (-1, 3, 9)] == [Tone.LATE, Tone.DUE, Tone.ACCENT]
    assert [truth_chip(t, ("有", "无", "缺")).word for t in (1, 0, None)] == ["有", "无", "缺"]


def test_every_icon_that_is_asked_for_ships():
    shipped = {path.stem for path in resource("icons").glob("*.svg")}
    asked = {
        call.args[0].value
        for path in SOURCES
        for call in calls(path)
        if name_of(call) == "icon" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert asked <= shipped
    assert resource("icons", "LICENSE").is_file()
