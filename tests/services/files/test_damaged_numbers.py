"""Ten thousand ID numbers through what spreadsheets do to them: no damaged one in, no good one out (bar 25)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.services.files.tables import read_table
from app.services.id_number import check_digit, has_right_check_digit
from tests.services.files.making import fast_xlsx

NUMBERS = 10_000
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789Xx"}


def number(rng: random.Random) -> str:
    born = f"{rng.randint(1930, 2019)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    first = f"5199{rng.randint(1, 99):02}{born}{rng.randint(1, 999):03}"
    return first + check_digit(first)


def zeros(text: str) -> str:
    """The last digits as Excel leaves them when the number is text again."""
    return f"{text[:15]}000"


# What keeps a number whole: it must come back letter for letter.
HARMLESS: Mapping[str, Callable[[str], object]] = {
    "plain": str,
    "blanks": lambda text: f" {text}\u00a0\u3000",
    "inner blanks": lambda text: f"{text[:6]} {text[6:14]} {text[14:]}",
    "zero width": lambda text: f"\ufeff{text[:3]}\u200b{text[3:]}",
    "tab": lambda text: f"\t{text}",
    "full width": lambda text: text.translate(WIDE),
    "apostrophe": lambda text: f"'{text}",
    "curly apostrophe": lambda text: f"’{text}",
    "formula": lambda text: f'="{text}"',
    "formula with apostrophe": lambda text: f'="\'{text}"',
    "small x": str.lower,
    "register": lambda text: f"G{text}",
    "small register": lambda text: f"g{text.lower()}",
}
# What loses digits: nobody can say which number it was.
DAMAGED: Mapping[str, Callable[[str], object]] = {
    "number": lambda text: float(text[:17] + ("0" if text[17] == "X" else text[17])),
    "scientific": lambda text: f"{text[0]}.{text[1:6]}E+17",
    "short scientific": lambda text: f"{text[0]}.{text[1]}E+17",
    "fifteen digits": lambda text: f"{text[0]}.{text[1:15]}E+17",
    "small e": lambda text: f"{text[0]}.{text[1:6]}e+17",
    "wide scientific": lambda text: f"{text[0]}.{text[1:6]}E+17".translate({**WIDE, ord("+"): ord("＋")}),
    "zeros": zeros,
    "zeros and apostrophe": lambda text: f"'{zeros(text)}",
    "zeros and blanks": lambda text: f" {zeros(text)} ",
}


def can_be_told(how: str, text: str) -> bool:
    """A text that ends in 000 with a right check digit is somebody's number (design 4); of a harmless X keep the X."""
    return not (how.startswith("zeros") and (has_right_check_digit(zeros(text)) or zeros(text) == text))


def test_ten_thousand_numbers(tmp_path: Path):
    rng = random.Random(25)
    rows: list[tuple[str, str, object]] = []
    while len(rows) < NUMBERS:
        text = number(rng)
        how = rng.choice([*HARMLESS, *DAMAGED])
        if can_be_told(how, text):
            rows.append((how, text, {**HARMLESS, **DAMAGED}[how](text)))
    path = fast_xlsx(tmp_path / "a.xlsx", [["姓名", "证件号码"], *(["王小明", cell] for _, _, cell in rows)])
    table = read_table(path, "roster")
    taken = {row.row: row.text("id_number") for row in table.rows}
    refused = {row.row: row.reasons[0][2] for row in table.rejected}
    wrong: Counter[str] = Counter()
    for place, (how, text, _) in enumerate(rows, start=2):
        if how in HARMLESS:
            wrong[how] += taken.get(place) != text
        else:
            wrong[how] += refused.get(place) != "precision_lost"
    assert not +wrong
    assert len(taken) + len(refused) == NUMBERS
    noted = {(note[0], note[3]) for notes in table.notes for note in notes.notes}
    repaired = {row for row, _ in noted}
    silent = [
        how
        for place, (how, text, cell) in enumerate(rows, start=2)
        if how in HARMLESS and cell != text and place not in repaired
    ]
    assert silent == []


@pytest.mark.parametrize("text", ["519999198001010000", "51999919800101100X"])
def test_a_number_that_ends_in_zeros_is_judged_by_its_check_digit(tmp_path: Path, text: str):
    table = read_table(fast_xlsx(tmp_path / "a.xlsx", [["姓名", "证件号码"], ["王小明", text]]), "roster")
    is_damaged = text.endswith("000") and not has_right_check_digit(text)
    assert (len(table.rows), len(table.rejected)) == ((0, 1) if is_damaged else (1, 0))
