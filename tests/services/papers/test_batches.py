"""Batches: by village, team and stage, in an order, parted into files; left out, cancelled, not writable."""

from __future__ import annotations

import errno
from contextlib import suppress
from datetime import date
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.models.household import Household, Membership, Person
from app.models.papers import PrintRecord
from app.models.visits import VisitTeam
from app.services.children import CancelledByUser
from app.services.errors import NotFound, Refused
from app.services.files import atomic
from app.services.names import romanise
from app.services.papers.batches import Order, Selection, Split, safe_name
from app.services.papers.printing import UnprintableError
from app.services.papers.reading import save_lacking
from app.services.papers.service import PaperService
from app.services.wording import sentences
from tests.services.papers.conftest import squeeze, text_of
from tests.services.papers.year import ACTOR, NAMES, VILLAGES, Year

SUMMER = date(2020, 5, 30)
LONG = "阿卜杜热合曼·买买提艾力·图尔荪托合提·阿布都克热木·吾布力卡斯木·麦麦提敏·阿卜力孜·托合"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Empty, apart from the database."""
    path = tmp_path / "打印"
    path.mkdir()
    return path


def codes_on(path: Path, year: Year) -> list[str]:
    """The households in the order of their first pages."""
    text = squeeze("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
    return sorted((code for code in year.homes if code in text), key=text.index)


def rename(year: Year, code: str, name: str) -> None:
    with year.ledger.transaction("test.name", actor=ACTOR, today=SUMMER) as tx:
        home = tx.session.scalar(select(Household.id).where(Household.code == code))
        statement = select(Person).join(Membership, Membership.person_id == Person.id)
        who = tx.session.scalars(
            statement.where(Membership.household_id == home).order_by(Membership.position, Membership.id)
        ).first()
        assert who is not None
        who.name = name


def test_a_file_for_each_household_holds_that_household_alone(own_year: Year, folder: Path) -> None:
    codes, seen = own_year.found["monitored"][:4], list[tuple[int, int]]()
    result = PaperService(own_year.ledger).print_split(
        "visit_form",
        folder,
        split=Split.HOUSEHOLD,
        households=codes,
        actor=ACTOR,
        today=SUMMER,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert (len(result.files), result.total, result.documents, result.cancelled) == (4, 4, 4, False)
    assert seen[-1] == (4, 4)
    assert sorted(folder.iterdir()) == sorted(result.files)
    for file in result.files:
        village, head, code = file.stem.split("_")
        assert village in VILLAGES
        assert head in NAMES
        assert codes_on(file, own_year) == [code]
    with own_year.ledger.reading() as session:
        records = session.execute(select(PrintRecord.file_sha256, func.count()).group_by(PrintRecord.file_sha256)).all()
        assert [row[1] for row in records] == [1, 1, 1, 1]


def test_a_file_for_each_village(own_year: Year, folder: Path) -> None:
    result = PaperService(own_year.ledger).print_split(
        "visit_form",
        folder,
        split=Split.VILLAGE,
        selection=Selection(stages=("监测中",)),
        actor=ACTOR,
        today=SUMMER,
    )
    assert {file.name for file in result.files} <= {f"{village}_入户走访表.pdf" for village in VILLAGES}
    found = [code for file in result.files for code in codes_on(file, own_year)]
    assert len(found) == len(set(found)) == result.documents > 3
    for file in result.files:
        text = text_of(file.read_bytes())
        assert [village for village in VILLAGES if f"{village}" in text] == [file.name.partition("_")[0]]


def test_a_paper_of_the_township_cannot_be_split(own_year: Year, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        PaperService(own_year.ledger).print_split("ledger", folder, split=Split.HOUSEHOLD, actor=ACTOR, today=SUMMER)
    assert caught.value.codes == ("papers.no_split",)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("order", [Order.CODE, Order.NAME, Order.VILLAGE])
def test_documents_come_in_the_order_that_was_chosen(own_year: Year, folder: Path, order: Order) -> None:
    out = folder / "forms.pdf"
    codes = own_year.found["monitored"]
    PaperService(own_year.ledger).print(
        "visit_form", out, households=codes, selection=Selection(order=order), actor=ACTOR, today=SUMMER
    )
    number = {code: int(code[-6:]) for code in codes}
    keys = {
        Order.CODE: lambda code: code,
        Order.NAME: lambda code: romanise(NAMES[number[code] % len(NAMES)])[0],
        Order.VILLAGE: lambda code: (number[code] % 3, number[code] % 2, romanise(NAMES[number[code] % len(NAMES)])[0]),
    }
    found = [keys[order](code) for code in codes_on(out, own_year)]
    assert found == sorted(found)
    assert len(found) == len(codes)


def test_duplex_documents_begin_on_front_sides(own_year: Year, folder: Path) -> None:
    out = folder / "forms.pdf"
    codes = own_year.found["monitored"][:3]
    PaperService(own_year.ledger).print("visit_form", out, households=codes, duplex=True, actor=ACTOR, today=SUMMER)
    firsts = [
        number for number, page in enumerate(pypdf.PdfReader(out).pages) if "第1页" in squeeze(page.extract_text())
    ]
    assert len(firsts) == 3
    assert all(number % 2 == 0 for number in firsts)


def test_a_team_gets_the_forms_that_it_still_has_to_bring(own_year: Year, folder: Path) -> None:
    service = PaperService(own_year.ledger)
    with own_year.ledger.reading() as session:
        teams = list(session.scalars(select(VisitTeam.name)))
    waiting = set(own_year.found["waiting"])
    brought = set[str]()
    for number, team in enumerate(teams):
        out = folder / f"{number}.pdf"
        with suppress(Refused):  # nothing left to be visited
            service.preview("visit_form", out, selection=Selection(teams=(team,)), today=SUMMER)
        found = set(codes_on(out, own_year)) if out.exists() else set[str]()
        assert found <= waiting
        assert not found & brought
        brought |= found
    assert brought


def test_unknown_teams_and_stages_are_named_together(own_year: Year, folder: Path) -> None:
    selection = Selection(teams=("九组",), stages=("不存在",), leave_out=("没有的户",))
    with pytest.raises(NotFound) as caught:
        PaperService(own_year.ledger).preview("visit_form", folder / "x.pdf", selection=selection, today=SUMMER)
    assert caught.value.codes == ("papers.team_unknown", "papers.case_stage_unknown", "papers.household_unknown")
    assert "初步名单" in sentences(caught.value)[1]


def test_every_household_without_a_glyph_is_listed_saved_and_left_out(own_year: Year, folder: Path) -> None:
    service, codes = PaperService(own_year.ledger), own_year.found["monitored"]
    bad = codes[:2]
    for code in bad:
        rename(own_year, code, "李𠮷")
    with pytest.raises(UnprintableError) as caught:
        service.print_split("visit_form", folder, split=Split.HOUSEHOLD, households=codes, actor=ACTOR, today=SUMMER)
    assert list(folder.iterdir()) == []
    assert {row.household for row in caught.value.lacking} == set(bad)
    assert any("李𠮷" in line and "U+20BB7" in line and bad[0] in line for line in sentences(caught.value))

    lacking = service.lacking("visit_form", households=codes, today=SUMMER)
    assert lacking == caught.value.lacking
    assert save_lacking(lacking, folder / "缺字.xlsx") == len(lacking)
    sheet = load_workbook(folder / "缺字.xlsx").active
    assert sheet is not None
    assert {str(row[2]) for row in sheet.iter_rows(min_row=2, values_only=True)} >= set(bad)
    save_lacking(lacking, folder / "缺字.txt")
    assert "李𠮷\t𠮷（U+20BB7）" in (folder / "缺字.txt").read_text("utf-8-sig")
    with pytest.raises(Refused, match=r"papers\.list_kind"):
        save_lacking(lacking, folder / "缺字.doc")

    out = folder / "forms.pdf"
    selection = Selection(leave_out=tuple({row.household for row in lacking}))
    service.print("visit_form", out, households=codes, selection=selection, actor=ACTOR, today=SUMMER)
    assert set(codes_on(out, own_year)) == set(codes) - set(bad)


def test_a_cancelled_split_says_how_many_were_written(own_year: Year, folder: Path) -> None:
    codes, written = own_year.found["monitored"], list[int]()
    result = PaperService(own_year.ledger).print_split(
        "visit_form",
        folder,
        split=Split.HOUSEHOLD,
        households=codes,
        actor=ACTOR,
        today=SUMMER,
        on_progress=lambda done, _: written.append(done),
        cancelled=lambda: len(written) >= 2,
    )
    assert result.cancelled
    assert (result.total, result.documents) == (len(codes), len(result.files))
    assert 2 <= len(result.files) < len(codes)
    assert sorted(folder.iterdir()) == sorted(result.files)
    assert all(pypdf.PdfReader(file).pages for file in result.files)
    with own_year.ledger.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintRecord)) == len(result.files)


def test_a_cancelled_print_leaves_the_old_file(own_year: Year, folder: Path) -> None:
    out = folder / "forms.pdf"
    out.write_bytes(b"the old file")
    with pytest.raises(CancelledByUser):
        PaperService(own_year.ledger).print(
            "visit_form",
            out,
            households=own_year.found["monitored"],
            actor=ACTOR,
            today=SUMMER,
            cancelled=lambda: True,
        )
    assert out.read_bytes() == b"the old file"
    assert list(folder.iterdir()) == [out]


class _HeldError(PermissionError):
    winerror = 32


def _fail_at(monkeypatch: pytest.MonkeyPatch, number: int, error: OSError) -> None:
    """The nth file that is moved into its place meets an error of the system."""
    moved = atomic.move_into_place
    count = 0

    def move(temporary: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise error
        moved(temporary, target)

    monkeypatch.setattr(atomic, "move_into_place", move)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (_HeldError(13, "held"), "files.in_use", "打开"),
        (OSError(errno.ENOSPC, "full"), "disk.full", "空间"),
    ],
)
def test_a_file_that_cannot_be_written_ends_the_batch_with_its_reason(
    own_year: Year, folder: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str, words: str
) -> None:
    codes = own_year.found["monitored"][:4]
    _fail_at(monkeypatch, 3, error)
    with pytest.raises(Refused) as caught:
        PaperService(own_year.ledger).print_split(
            "visit_form", folder, split=Split.HOUSEHOLD, households=codes, actor=ACTOR, today=SUMMER
        )
    assert caught.value.codes == (code, "papers.split_stopped")
    first, second = sentences(caught.value)
    assert words in first
    assert "已写好2个文件（共4个）" in second
    files = list(folder.iterdir())
    assert len(files) == 2
    assert all(pypdf.PdfReader(file).pages for file in files)


def test_a_file_that_is_open_elsewhere_is_kept(own_year: Year, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "forms.pdf"
    out.write_bytes(b"the old file")
    _fail_at(monkeypatch, 1, _HeldError(13, "held"))
    with pytest.raises(Refused) as caught:
        PaperService(own_year.ledger).print(
            "visit_form", out, households=own_year.found["monitored"][:1], actor=ACTOR, today=SUMMER
        )
    assert caught.value.codes == ("files.in_use",)
    assert out.read_bytes() == b"the old file"
    assert list(folder.iterdir()) == [out]
    with own_year.ledger.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintRecord)) == 0


@pytest.mark.parametrize("name", ["con", "NUL", "a/b:c*?", "行\x07\x9f尾\u202e", " . ", "𬭎" * 200, LONG * 3])
def test_names_of_files_suit_every_system(folder: Path, name: str) -> None:
    found = safe_name(name)
    (folder / f"{found}.pdf").write_bytes(b"")
    assert found
    assert found.casefold() not in ("con", "nul")
    assert not set(found) & set('<>:"/\\|?*\x07\x9f\u202e')
    assert len(f"{found}.pdf".encode("utf-16-le")) // 2 < 100
