"""What the time line calls a step or an entry: never the program's own name for it."""

from __future__ import annotations

import pytest

from app.ui.household.words import action_word


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("household.split", "分户"),
        ("open_by_split", "分户立项"),
        ("roll_over", "跨年接续"),
        ("some.later_entry", "其他登记"),
    ],
)
def test_every_line_is_said_in_words(code, word):
    assert action_word(code) == word
