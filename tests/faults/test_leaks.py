"""Two of the moments of ``leaks.py``, and a proof that it would see a name wherever one is left."""

from __future__ import annotations

import sys
import zipfile
import zlib

import pytest

from tests.faults.leaks import Leaks

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kill -9 and ps are of Linux")


@pytest.fixture(scope="module")
def leaks(tmp_path_factory) -> Leaks:
    return Leaks(tmp_path_factory.mktemp("leaks"))


@pytest.mark.parametrize(("after", "child_first"), [(0.4, False), (1.6, True)])
def test_no_name_is_left_by_a_killed_program(leaks, after, child_first):
    leaks.play(kill_after=after, child_first=child_first)
    assert leaks.found() == []
    leaks.start_again()
    assert leaks.found() == []


def test_a_name_would_be_seen_in_any_writing_and_packing(leaks):
    assert len(leaks.names) >= 900
    leaks.play(kill_after=0)
    place, name = leaks.folder / "place", leaks.names[0]
    (place / "temp" / "plain.txt").write_bytes(b"..." + min(leaks.numbers))
    (place / "home" / "other.log").write_text(f"打开{name}的户", encoding="gb18030")
    with zipfile.ZipFile(place / "temp" / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"户主{name}")
    (place / "temp" / "paper.pdf").write_bytes(b"%PDF-1.4 stream\n" + zlib.compress(name.encode("utf-16-le")))
    assert sorted(leaks.found()) == ["home/other.log", "temp/book.xlsx", "temp/paper.pdf", "temp/plain.txt"]
