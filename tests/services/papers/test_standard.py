"""GB/T 9704 measured on the finished pages: margins, lines, characters, page numbers, title, list names, signature."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest

from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.parts import Level
from app.services.papers.press import Press
from app.services.papers.stamp import Stamp
from app.services.papers.titles import shaped
from app.services.papers.toolkit.fonts import Role
from app.services.papers.toolkit.ink import MM
from tests.services.papers import samples

STAMP = Stamp("3f9a12bc45de", "打印 2020-04-10 09:12")
HEIGHT, WIDTH = 297 * MM, 210 * MM
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 210 * MM - 26 * MM, HEIGHT - 37 * MM, 35 * MM
PITCH = 156 * MM / 28  # of characters
TITLES = (
    "石门镇人民政府关于2020年第一批拟新增防止返贫致贫监测对象的请示",
    "关于防止返贫致贫监测对象信息比对的函",
    "石门镇防止返贫致贫监测和帮扶动态监测预警阶段工作报告",
    "石门镇人民政府关于提请协调解决红星村等五个村因灾住房安全问题监测对象帮扶措施落实困难的请示",
)


def drawn(press: Press, data: LetterData) -> list[list[tuple[str, float, float]]]:
    """(text, x, y) of every piece of text of every page, as another program reads it from the file."""
    kind = kinds()["district_list"]
    batch = press.open(title=kind.name)
    batch.add(kind.lay_out(data), STAMP)
    pages = []
    for page in pypdf.PdfReader(BytesIO(batch.finish().content)).pages:
        found: list[tuple[str, float, float]] = []

        def visit(
            text: str,
            outer: list[float],
            inner: list[float],
            _font: object,
            _size: object,
            found: list[tuple[str, float, float]] = found,
        ) -> None:
            if text.strip():
                found.append((text.strip("\n"), inner[4] * outer[0], inner[5] * outer[3]))

        page.extract_text(visitor_text=visit)
        pages.append(found)
    return pages


def letter(text: str = "一" * 28 * 70, **changes: object) -> LetterData:
    whole = replace(samples.request_letter(), attachments=(), contact="", signers=(), number="")
    body = (replace(whole.body[0], text=text),)
    return replace(whole, body=body, **changes)  # type: ignore[arg-type]


def body_of(page: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    return [entry for entry in page if set(entry[0].strip("　")) == {"一"}]


def test_full_pages_have_22_lines_of_28_characters_within_the_margins(press: Press) -> None:
    pages = drawn(press, letter())
    for page in pages[1:3]:
        lines = body_of(page)
        assert len(lines) == 22
        assert {len(text) for text, *_ in lines} == {28}
        assert all(abs(x - LEFT) < 0.1 for _, x, _ in lines)
        assert all(x + 27 * PITCH + 16 <= RIGHT + 0.3 for _, x, _ in lines)
        pitches = {round(a[2] - b[2], 2) for a, b in itertools.pairwise(lines)}
        assert all(28.85 <= pitch <= 29.05 for pitch in pitches)  # drawn in whole tenths of a point
        spread = (lines[0][2] - lines[-1][2]) / 21
        assert 28.95 <= spread <= 29.0
        assert lines[0][2] + 16 * 0.88 <= TOP + 0.3  # the body of the type, not above the text block
        assert lines[-1][2] - 16 * 0.12 >= BOTTOM - 0.3


def test_the_first_page_keeps_to_the_same_lines(press: Press) -> None:
    (first, second, *_) = drawn(press, letter(title=TITLES[0]))
    grid = [y for *_, y in body_of(second)]
    number = next(y for text, _, y in first if text.startswith("— "))
    lines = [entry for entry in first if entry[2] > number + 10]
    for text, _, y in lines:
        if "石门镇" not in text and "请示" not in text:  # larger type stands on a lower line of its own
            assert min(abs(y - wanted) for wanted in grid) < 0.3, text
    assert len(body_of(first)) == 22 - 2 - 1 - 1  # title of two lines, one empty, addressee


def test_page_numbers_stand_7_mm_below_odd_right_even_left(press: Press) -> None:
    pages = drawn(press, letter())
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        text, x, y = next(entry for entry in page if entry[0].startswith("— "))
        assert text == f"— {number} —"
        dash = y + 14 * 0.27  # the middle of the dash of the bundled 宋体
        assert abs((BOTTOM - dash) - 7 * MM) < 1
        if number % 2:
            assert abs(x + press_width(press, text) - (RIGHT - 14)) < 0.3
        else:
            assert abs(x - (LEFT + 14)) < 0.3


def press_width(press: Press, text: str, size: float = 14) -> float:
    face = press.book.chains[Role.SONG][0]
    return sum(face.widths[char] for char in text) * size / 1000


def test_wide_tables_lie_on_their_side_with_the_number_at_the_foot_of_the_upright_paper(press: Press) -> None:
    kind = kinds()["district_list"]
    batch = press.open(title=kind.name)
    batch.add(kind.lay_out(samples.request_letter(rows=60)), STAMP)
    reader = pypdf.PdfReader(BytesIO(batch.finish().content))
    pages = enumerate(reader.pages, start=1)
    wide = [(number, page) for number, page in pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) >= 3
    for number, page in wide:
        found: list[tuple[str, float, float]] = []

        def visit(text: str, outer: list[float], inner: list[float], *_: object, found: list = found) -> None:
            if text.strip():
                found.append((text.strip(), inner[4] * outer[0], inner[5] * outer[3]))

        page.extract_text(visitor_text=visit)
        text, x, y = next(entry for entry in found if entry[0].startswith("— "))
        assert text == f"— {number} —"
        # The page turned back: its foot is the left edge, its right edge the lower one.
        assert abs((35 * MM - 7 * MM) - (x + 14 * 0.27)) < 1
        if number % 2:
            assert y < 105 * MM
        else:
            assert y > 105 * MM


@pytest.mark.parametrize("title", TITLES)
def test_titles_of_several_lines_are_broken_between_words_into_a_shape(press: Press, title: str) -> None:
    (first, *_) = drawn(press, letter(title=title))
    lines = [(text, x) for text, x, _ in first if text in title and len(text) > 1 and set(text) != {"一"}]
    assert "".join(text for text, _ in lines) == title
    for word in ("人民政府", "监测对象", "返贫", "信息比对", "关于", "2020年", "第一批", "工作报告", "请示"):
        assert title.count(word) == sum(text.count(word) for text, _ in lines)
    assert all(text[0] not in "的，、" for text, _ in lines)
    widths = [press_width(press, text, 22) for text, _ in lines]
    assert all(abs(x + width / 2 - (LEFT + RIGHT) / 2) < 0.3 for (_, x), width in zip(lines, widths, strict=True))
    assert max(widths) <= 156 * MM
    middle = widths[1:-1]
    assert all(width >= min(widths[0], widths[-1]) for width in middle)  # never an hourglass


def test_a_title_without_a_pause_is_still_broken() -> None:
    lines = shaped("甲" * 50, lambda text: len(text) * 22.0, 442, 22)
    assert "".join(lines) == "甲" * 50
    assert max(map(len, lines)) <= 20
    assert shaped("第一行\n第二行", lambda text: len(text) * 22.0, 442, 22) == ["第一行", "第二行"]


def test_the_office_is_centred_on_a_day_four_characters_from_the_edge(press: Press) -> None:
    pages = drawn(press, letter("正文。", office="石门镇人民政府", day=date(2020, 4, 6), closing=""))
    _, office_x, office_y = next(entry for entry in pages[-1] if entry[0] == "石门镇人民政府")
    day, day_x, day_y = next(entry for entry in pages[-1] if entry[0].endswith("日") and "2020年" in entry[0])
    assert day == "2020年4月6日"
    assert abs(office_y - day_y - 28.99) < 0.2
    width = press_width(press, day, 16) + (len(day) - 1) * (PITCH - 16)
    assert abs(day_x + width - (RIGHT - 4 * PITCH)) < 0.5
    office = press_width(press, "石门镇人民政府", 16) + 6 * (PITCH - 16)
    assert abs((office_x + office / 2) - (day_x + width / 2)) < 0.5


def test_names_of_lists_hang_below_their_first_character(press: Press) -> None:
    lists = samples.request_letter(rows=2).attachments
    named = tuple(
        replace(lists[0], title=f"石门镇2020年第{n}批拟新增防止返贫致贫监测对象名单及家庭成员明细表") for n in "一二"
    )
    (first, *_) = drawn(press, letter("正文。", attachments=named))
    at = next(number for number, (text, *_) in enumerate(first) if text.startswith("附件："))
    (head, x, y), (rest, rest_x, rest_y), (second, *_) = first[at : at + 3]
    assert head.startswith("附件：1. ")
    assert abs(x - (LEFT + 2 * PITCH)) < 0.3
    name_at = x + press_width(press, "附件：1. ", 16) + 6 * (PITCH - 16)
    assert abs(rest_x - name_at) < 0.5
    assert abs(y - rest_y - 28.99) < 0.2
    assert f"{head.removeprefix('附件：1. ')}{rest}" == named[0].title
    assert second.strip("　").startswith("2. ")
    assert not rest.endswith(("。", "，"))


@pytest.mark.parametrize("lines", range(8, 26))
def test_the_signature_never_stands_alone_and_no_line_begins_with_a_stop(press: Press, lines: int) -> None:
    text = "经村、镇两级核实，按照方案逐户评议；" * lines
    pages = drawn(press, letter(text))
    for page in pages:
        assert all(entry[0][0] not in "，。、；：）》" for entry in page if entry[0][0] != "　")
    last = [entry[0] for entry in pages[-1] if not entry[0].startswith(("—", "打印", "第"))]
    assert any("妥否" in entry for entry in last)
    assert any("石门镇人民政府" in entry for entry in last)
    assert not any("此页无正文" in entry for entry in last)


def test_pages_are_filled_and_only_the_last_line_goes_with_the_signature(press: Press) -> None:
    whole = letter("一" * 28 * 30)
    points = tuple(replace(whole.body[0], text=f"（{n}）边缘户38户113人。", level=Level.SECOND) for n in "二三四五")
    pages = drawn(press, replace(whole, body=(*whole.body, *points)))
    for page in pages[:-1]:
        lowest = min(y for text, _, y in page if not text.startswith(("—", "打印", "第")) and y > BOTTOM - 1)
        assert lowest < BOTTOM + 2 * 29
    assert any("（五）" in text for text, *_ in pages[-1])


def test_a_frozen_letter_of_the_first_version_is_printed_as_it_was(press: Press) -> None:
    kind = kinds()["district_list"]
    first, second = (kind.lay_out(samples.request_letter(), version=version) for version in (1, 2))
    assert (first.edition, second.edition) == (1, 2)
    batch = press.open(title=kind.name)
    batch.add(first, STAMP)
    page = pypdf.PdfReader(BytesIO(batch.finish().content)).pages[0]
    assert "— 1 —" in page.extract_text()
