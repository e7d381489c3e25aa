"""Every name prints or is named: rare characters, fallback by character, text read back as it was stored."""

from __future__ import annotations

import struct
import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.paths import resource
from app.services.papers.parts import Field, Fields, Look, Paper, Sheet, Title
from app.services.papers.press import Press
from app.services.papers.stamp import Stamp
from app.services.papers.toolkit.embedding import EmbeddedFace
from app.services.papers.toolkit.faces import UnusableFontError, load
from app.services.papers.toolkit.fonts import (
    SANS,
    SERIF,
    Role,
    font_book,
    font_files,
    office_font_folders,
    without_invisible,
)
from app.services.papers.toolkit.ink import A4
from app.services.papers.toolkit.pdf import PdfFile
from app.services.papers.toolkit.typeset import Style, Typesetter
from tests.services.papers.conftest import poppler_text_of, squeeze, text_of

RARE = "䶮㛃𬭎𫖯𤩽"
STYLES = {role: Style(role, 12, 16) for role in Role}


def printed(*lines: str, folders: tuple[Path, ...] | None = ()) -> bytes:
    file = PdfFile(font_book(folders), title="字")
    page = file.new_page(A4)
    for number, line in enumerate(lines):
        page.text(50, 780 - 20 * number, line, STYLES[list(Role)[number % len(Role)]])
    file.add(page)
    return file.content()


@pytest.mark.parametrize("name", [SERIF, SANS])
def test_the_bundled_fonts_carry_the_names_of_the_bar(name: str) -> None:
    assert load(resource("fonts", name)).characters >= set(RARE + "·□〔〕—“”①×÷㎡")


def test_rare_names_are_read_back_by_both_readers(tmp_path: Path) -> None:
    lines = (
        f"王{RARE}",
        "欧阳𬭎",
        "阿卜杜热合曼·买买提",
        "□是　☑否",
        "〔2020〕18号 — 1 —",
        "刘𫖯、陈𤩽ABC 519999199001011234",
    )
    content = printed(*lines)
    wanted = squeeze("".join(lines))
    assert text_of(content) == wanted
    assert poppler_text_of(content, tmp_path) == wanted


def test_supplementary_characters_are_written_as_surrogate_pairs() -> None:
    reader = pypdf.PdfReader(BytesIO(printed("𬭎")))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    cmap = fonts["/F1"]["/ToUnicode"].get_data().decode()
    assert "> <D872DF4E>" in cmap
    assert "<2CB4E>" not in cmap


def test_fonts_are_embedded_subsets() -> None:
    listing = subprocess.run(["pdffonts", "-"], input=printed("石门镇"), capture_output=True, check=True)
    line = listing.stdout.decode().splitlines()[2]
    assert "CID TrueType" in line
    assert line.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, to Unicode
    assert len(printed("石门镇")) < 30_000


def test_a_character_that_one_font_lacks_comes_from_the_next() -> None:
    book = font_book(())
    serif, sans = book.chains[Role.SONG][:2]
    only_sans = next(c for c in sorted(sans.characters - serif.characters) if c.isprintable() and not c.isspace())
    content = printed(f"甲{only_sans}乙")
    assert text_of(content) == f"甲{only_sans}乙"
    assert len(pypdf.PdfReader(BytesIO(content)).pages[0]["/Resources"]["/Font"]) == 2


def test_a_glyph_that_nobody_has_is_found_by_name(press: Press) -> None:
    names = ["张三", "李𠮷", "王\ue863", "李𠮷"]
    found = {entry.text: entry.described for entry in press.lacking(names)}
    assert found == {"李𠮷": "𠮷（U+20BB7）", "王\ue863": "U+E863"}


def test_invisible_characters_need_no_glyph(press: Press) -> None:
    assert press.lacking(["张\u200b三\ufeff", "李\ufe00四", "甲\n乙\t丙"]) == ()
    assert press.lacking(["赵\x01\x7f\x9b五\r\n六"]) == ()
    assert without_invisible("赵\x01\x7f\x9b五\r\n六\x00") == "赵五\n六"
    assert without_invisible("A\tB\x02") == "A B"
    assert without_invisible("张\u200b三\n李\t四") == "张三\n李 四"


def test_a_font_that_cannot_be_embedded_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "simfang.ttf").write_bytes(b"no font at all")
    with pytest.raises(UnusableFontError):
        load(tmp_path / "simfang.ttf")
    assert font_book((tmp_path,)).chains[Role.FANG][0].path.name == SERIF


def test_the_offices_own_font_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "simhei.ttf"
    own.write_bytes(resource("fonts", SERIF).read_bytes())
    book = font_book((tmp_path,))
    assert book.chains[Role.HEI][0].path == own
    assert book.chains[Role.FANG][0].path.name == SERIF
    assert {face.path.name for face in book.chains[Role.HEI]} >= {SERIF, SANS}


def rare_font(folder: Path, name: str, char: str = "𠮷") -> Path:
    """A font with one rare character, as 宋体-ExtB has them: the bundled one with 吉 under another code."""
    source = resource("fonts", SERIF).read_bytes()
    glyph = load(resource("fonts", SERIF)).source.charToGlyph[ord("吉")]
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12)  # one table, for all of Unicode, 12 bytes on
    cmap += struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", ord(char), ord(char), glyph)
    (count,) = struct.unpack_from(">H", source, 4)
    head, at = bytearray(source[: 12 + 16 * count]), len(source)
    for entry in range(12, 12 + 16 * count, 16):
        if source[entry : entry + 4] == b"cmap":
            struct.pack_into(">II", head, entry + 8, at, len(cmap))
    path = folder / "truetype" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(head) + source[len(head) :] + cmap)
    return path


def test_a_character_that_only_a_font_for_rare_ones_has_is_printed_from_it(tmp_path: Path) -> None:
    path = rare_font(tmp_path, name="SimSunB.TTF")
    press = Press(font_book((tmp_path,)))
    assert path not in {face.path for face in press.book.chains[Role.SONG]}
    assert not press.lacks("李𠮷")
    assert press.book.chains[Role.HEI][-1].path == path
    batch = press.open(title="李𠮷")
    name = "李𠮷·䶮㛃𬭎𫖯𤩽"
    paper = Paper((Sheet(Look.FORM, (Title(name), Fields(((Field("户主", name),),)))),))
    batch.add(paper, Stamp())
    content = batch.finish().content
    assert text_of(content).count(name) == 2
    assert poppler_text_of(content, tmp_path).count(name) == 2
    assert press.lacks("王\ue863")


def test_the_chains_are_data_with_the_folders_of_every_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = font_files()
    assert set(files.roles) == set(Role)
    assert {"win32", "linux"} <= files.folders.keys()
    assert files.rare[0] == "simsunb.ttf"
    own = tmp_path / ".local" / "share" / "fonts"
    own.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert own in office_font_folders("linux")
    assert office_font_folders("plan9") == ()


def test_half_a_surrogate_pair_is_unprintable(press: Press) -> None:
    assert [entry.described for entry in press.lacking(["坏\ud840字"])] == ["U+D840"]
    with pytest.raises(ValueError, match="surrogate"):
        EmbeddedFace(font_book(()).chains[Role.SONG][0], resource_name="F1").codes("\ud840")


def test_lines_break_where_chinese_text_may() -> None:
    typesetter = Typesetter(font_book(()))
    style = STYLES[Role.SONG]
    text = "身份证号519999199001011234，户主（张三）说：“好”。" * 6
    lines = [line for line, _ in typesetter.lines(text, style, 150)]
    assert "".join(lines) == text
    assert all(line[0] not in "，。：）”" for line in lines)
    assert all(line[-1] not in "（“" for line in lines)
    assert sum("519999199001011234" in line for line in lines) == 6
    assert all(width <= 150.5 for _, width in typesetter.lines(text, style, 150))


def test_a_word_wider_than_the_line_is_cut_and_a_box_stays_with_its_label() -> None:
    typesetter = Typesetter(font_book(()))
    style = STYLES[Role.SONG]
    assert "".join(line for line, _ in typesetter.lines("A" * 90, style, 60)) == "A" * 90
    lines = [line for line, _ in typesetter.lines("□因病　☑缺劳动力　□因自然灾害", style, 90)]
    assert [line.strip("　") for line in lines] == ["□因病", "☑缺劳动力", "□因自然灾害"]
