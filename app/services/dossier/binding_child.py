"""The child that binds dossiers (kind bind-dossiers): papers and kept files come in, PDF files are written."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.services.dossier import sheets
from app.services.dossier.kept_pages import UnreadableError, pages_of
from app.services.papers import codec
from app.services.papers.kinds import printable
from app.services.papers.parts import Paper
from app.services.papers.press import Batch, Press
from app.services.papers.stamp import Stamp
from app.services.papers.toolkit import geometry as g
from app.services.papers.toolkit.fonts import Unprintable
from app.services.papers.toolkit.ink import A4, MM, Ink
from app.worker.channel import Channel
from app.worker.frames import Message
from app.worker.temp import private_folder

if TYPE_CHECKING:
    from pypdf import PdfWriter

_MARGIN, _BELOW, _ABOVE = 15 * MM, 15 * MM, 46 * MM  # what is left of a page for a kept file
_PLACEHOLDER = "8888-8888"
_NO_STAMP = Stamp()


@dataclass(slots=True)
class _Insert:
    """A page of a kept file and the page of the dossier that it is put on, counted from 0."""

    page: int
    file: Path
    number: int


@dataclass(slots=True)
class _Bookmark:
    title: str
    page: int
    parent: bool


@dataclass(slots=True)
class _Piece:
    """A paper or kept file of an item, drawn."""

    name: str
    inks: list[Ink]
    remark: str = ""
    file: Path | None = None


@dataclass(slots=True)
class _Item:
    name: str
    standing: str
    bring: str
    pieces: list[_Piece] = field(default_factory=list)


class _File:
    """One PDF being bound."""

    def __init__(self, press: Press, folder: Path) -> None:
        self._press = press
        self._folder, self._kept = folder, 0  # kept files wait here, not in memory
        self._batch: Batch = press.open(title="一户一档")
        self.inserts: list[_Insert] = []
        self.bookmarks: list[_Bookmark] = []
        self.unreadable: list[str] = []
        self.missing_glyphs: list[str] = []
        self.pages = 0
        self._items: list[_Item] = []
        self._head: Message = {}

    def household(self, message: Message) -> None:
        self._head, self._items = message, []

    def item(self, message: Message) -> None:
        self._items.append(_Item(str(message["name"]), str(message["standing"]), str(message["bring"])))

    def paper(self, message: Message) -> None:
        code, version, text, head, made = cast("tuple[str, int, str, str, str]", message["paper"])
        kind = printable(code)
        data = codec.decode(kind.shape.data, text)
        missing = [found for found in codec.texts(data) if self._press.lacks(found)]
        if missing:
            self.missing_glyphs += missing
            return
        inks = self._batch.draw(kind.lay_out(data, version=version), Stamp(head, made))
        title = str(getattr(data, "title", "")) or kind.name
        self._items[-1].pieces.append(_Piece(title, inks))

    def kept(self, message: Message) -> None:
        item, name = self._items[-1], str(message["name"])
        about = {"taken": str(message["taken"]), "remark": str(message["remark"])}
        missing = [text for text in (name, *about.values()) if self._press.lacks(text)]
        if missing:
            self.missing_glyphs += missing
            return
        try:
            content, count = pages_of(base64.b64decode(str(message["content"])), str(message["media"]))
        except UnreadableError as error:
            self.unreadable.append(name)
            inks = self._draw(sheets.unreadable_page(item.name, name, why=str(error), **about))
            item.pieces.append(_Piece(name, inks, f"无法读取：{error}"))
            return
        inks = []
        for number in range(count):
            part = f"（第{number + 1}页，共{count}页）" if count > 1 else ""
            inks += self._draw(sheets.kept_page(item.name, name, part=part, **about))[:1]
        self._kept += 1
        spilled = self._folder / f"{self._kept}.pdf"
        spilled.write_bytes(content)
        item.pieces.append(_Piece(name, inks, file=spilled))

    def bind(self) -> None:
        """Number the pages of this household, draw its contents list, and put everything into the file."""
        cover = self._draw(
            sheets.cover(cast("Sequence[Sequence[str]]", self._head["cover"]), int(str(self._head["year"])))
        )
        listed = self._contents(0)
        before = len(cover) + len(listed)
        again = self._contents(before)
        if len(again) != len(listed):  # real numbers are shorter than the placeholder; once more settles it
            before = len(cover) + len(again)
            again = self._contents(before)
        pieces = [piece for item in self._items for piece in item.pieces]
        inks = [*cover, *again, *(ink for piece in pieces for ink in piece.inks)]
        for number, ink in enumerate(inks, start=1):
            _number(ink, number, len(inks))
        self._mark(before)
        self._batch.put(inks)
        self.pages += len(inks)

    def _mark(self, before: int) -> None:
        """The bookmarks of the household, and where the kept files go."""
        self.bookmarks.append(_Bookmark(str(self._head["name"]), self.pages, parent=True))
        at = self.pages + before
        for item in self._items:
            if item.pieces:
                self.bookmarks.append(_Bookmark(item.name, at, parent=False))
            for piece in item.pieces:
                if piece.file:
                    self.inserts += [_Insert(at + n, piece.file, n) for n in range(len(piece.inks))]
                at += len(piece.inks)

    def _contents(self, before: int) -> list[Ink]:
        """The contents list; with ``before`` 0 the page numbers are placeholders as wide as any."""
        entries: list[sheets.Entry] = []
        at = before
        for number, item in enumerate(self._items, start=1):
            first, lines = at, list[sheets.Entry]()
            for piece in item.pieces:
                lines.append(sheets.Entry("", f"　{piece.name}", "", _span(at, len(piece.inks), before), piece.remark))
                at += len(piece.inks)
            remark = f"由{item.bring}补齐" if item.standing == "缺" and item.bring else ""
            pages = _span(first, at - first, before) if item.pieces else ""
            entries.append(sheets.Entry(str(number), item.name, item.standing, pages, remark))
            entries += lines if len(lines) > 1 or (lines and lines[0].remark) else []
        here = sum(item.standing == "有" for item in self._items)
        lacking = sum(item.standing == "缺" for item in self._items)
        counts = f"共{len(self._items)}项：有{here}项，缺{lacking}项，不涉及{len(self._items) - here - lacking}项。"
        return self._draw(sheets.contents(entries, whose=str(self._head["name"]), counts=counts))

    def _draw(self, paper: Paper) -> list[Ink]:
        return self._batch.draw(paper, _NO_STAMP)

    def write(self, path: Path) -> None:
        """Put the kept files on their pages and write the file."""
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=io.BytesIO(self._batch.finish().content))
        source, shown = None, Path()
        for insert in self.inserts:
            if source is None or insert.file != shown:
                source, shown = PdfReader(insert.file, strict=False), insert.file  # one at a time in memory
            _lay_on(writer, insert, source)
        parent, outline = None, cast("Any", writer)  # pypdf wraps the method in one without arguments
        for mark in self.bookmarks:
            if mark.parent:
                parent = outline.add_outline_item(mark.title, mark.page)
            else:
                outline.add_outline_item(mark.title, mark.page, parent=parent)
        writer.write(path)


def _lay_on(writer: PdfWriter, insert: _Insert, source: object) -> None:
    """A page of a kept file, as large as it fits below what stands above it."""
    from pypdf import PdfReader, Transformation

    assert isinstance(source, PdfReader)
    page = source.pages[insert.number]
    box = page.mediabox
    width, height = float(box.width) or 1.0, float(box.height) or 1.0
    room_x, room_y = A4.width - 2 * _MARGIN, A4.height - _BELOW - _ABOVE
    scale = min(room_x / width, room_y / height)
    x = _MARGIN + (room_x - width * scale) / 2 - float(box.left) * scale
    y = _BELOW + (room_y - height * scale) - float(box.bottom) * scale
    writer.pages[insert.page].merge_transformed_page(page, Transformation().scale(scale).translate(x, y), over=True)


def _number(ink: Ink, number: int, total: int) -> None:
    """The number over the whole dossier, at the top right: papers keep their own at the foot."""
    text = f"本档 第{number}页　共{total}页"
    ink.text(ink.size.width - 15 * MM - len(text) * g.SMALL.size * 0.9, ink.size.height - 8 * MM, text, g.SMALL)


def _span(first: int, count: int, before: int) -> str:
    if not before:
        return _PLACEHOLDER
    return str(first + 1) if count == 1 else f"{first + 1}-{first + count}"


def run(channel: Channel, request: Message) -> None:
    """Bind the households that arrive into the files that are named; refuse if a glyph is missing."""
    del request
    with private_folder() as folder:
        _run(channel, Press(), folder)


def _run(channel: Channel, press: Press, folder: Path) -> None:
    file = _File(press, folder)
    for message in channel.messages():
        match message["type"]:
            case "household":
                file.household(message)
            case "item":
                file.item(message)
            case "paper":
                file.paper(message)
            case "file":
                file.kept(message)
            case "bind":
                file.bind()
            case _:
                if missing := press.lacking(file.missing_glyphs):
                    channel.refuse(_no_glyph(missing))
                    return
                file.write(Path(str(message["path"])))
                channel.send({"type": "bound", "pages": file.pages, "unreadable": file.unreadable})
                file = _File(press, folder)


def _no_glyph(missing: Sequence[Unprintable]) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = [("papers.no_glyph", {"count": len(missing)})]
    for entry in missing:
        found.append(("papers.no_glyph_at", {"where": "", "text": entry.text, "characters": entry.described}))
    return found
