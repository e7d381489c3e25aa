"""A text in a cell of a workbook that another program wrote, saved and read back."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from app.services.files.workbook_cells import put_text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("=1+1", "=1+1"),
        ("-5 度", "-5 度"),
        ("铃\x07声\x0b", "铃声"),
        ("_x0041_", "_x005F_x0041_"),  # as Excel writes it
        ("两行\n字", "两行\n字"),
        ("长" * 40_000, "长" * 32_767),
    ],
)
def test_a_text_comes_back_as_text(tmp_path, text, read):
    book = Workbook()
    put_text(book.active["A1"], text)
    book.save(tmp_path / "表.xlsx")
    cell = load_workbook(tmp_path / "表.xlsx").active["A1"]
    assert (cell.value, cell.data_type) == (read, "s")
