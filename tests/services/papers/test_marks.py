"""Whose page it is: the name and code at the foot of every page, and the code that a scanner reads."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import segno

from app.services.papers.kinds import kinds
from app.services.papers.press import Press
from app.services.papers.stamp import Stamp
from tests.services.papers import samples
from tests.services.papers.conftest import text_of

DPI = 300


def raster(content: bytes, folder: Path, page: int) -> tuple[int, int, bytes]:
    """Width, height and grey values of one page."""
    source = folder / "page.pdf"
    source.write_bytes(content)
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run([*command, str(source), str(folder / "page")], check=True)
    magic, size, _, pixels = (folder / "page.pgm").read_bytes().split(b"\n", 3)
    assert magic == b"P5"
    width, height = (int(part) for part in size.split())
    return width, height, pixels


def modules(image: tuple[int, int, bytes], box: tuple[float, float, float, float], count: int) -> list[list[int]]:
    """The dark square inside a part of the page (shares of width and height), sampled as ``count`` modules a side."""
    width, height, pixels = image
    left, right = int(box[0] * width), int(box[2] * width)
    rows = range(int(box[1] * height), int(box[3] * height))
    dark = [(x, y) for y in rows for x in range(left, right) if pixels[y * width + x] < 128]
    x0, x1 = min(x for x, _ in dark), max(x for x, _ in dark) + 1
    y0, y1 = min(y for _, y in dark), max(y for _, y in dark) + 1
    middles = [(n + 0.5) / count for n in range(count)]
    return [
        [int(pixels[int(y0 + my * (y1 - y0)) * width + int(x0 + mx * (x1 - x0))] < 128) for mx in middles]
        for my in middles
    ]


@pytest.mark.parametrize(("page", "box"), [(1, (0.82, 0.02, 0.97, 0.098)), (2, (0.62, 0.95, 0.76, 0.995))])
def test_the_code_on_every_page_says_the_household(press: Press, tmp_path: Path, page: int, box) -> None:
    data = samples.visit_form(seed=5, count=4)
    batch = press.open(title="走访表")
    assert batch.add(kinds()["visit_form"].lay_out(data), Stamp("0f3a", "打印")) == 2
    expected = segno.make_qr(data.household_code, error="m", mask=2, boost_error=False).matrix
    image = raster(batch.finish().content, tmp_path, page)
    assert modules(image, box, len(expected)) == [list(row) for row in expected]


def test_every_page_names_its_household(press: Press) -> None:
    data = samples.visit_form(seed=6, count=20)
    batch = press.open(title="走访表")
    pages = batch.add(kinds()["visit_form"].lay_out(data), Stamp("0f3a", "打印"))
    text = text_of(batch.finish().content)
    assert pages >= 3
    assert text.count(f"{data.head_name}{data.household_code}") == pages
