"""The child that prints (kind print-papers): frozen data come in, PDF files are written one after the other."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, cast

from app.services.papers import codec
from app.services.papers.kinds import printable
from app.services.papers.parts import Paper
from app.services.papers.press import Batch, Press
from app.services.papers.stamp import Stamp
from app.worker.channel import Channel
from app.worker.frames import Message

_Line: TypeAlias = tuple[str, int, str, str, str, str, bool]
_SWEPT_EVERY = 50  # files: a finished one refers to itself, and nobody looks for cycles meanwhile


def run(channel: Channel, request: Message) -> None:
    """Print what arrives: documents, then the name of their file; a file with a glyph missing is not written."""
    gc.disable()  # short-lived, and what it draws does not refer to itself: looking for cycles costs a sixth
    press, duplex, title = Press(), bool(request["duplex"]), str(request["title"])
    work, files = _File(press, title), 0
    for message in channel.messages():
        match message["type"]:
            case "file":
                channel.send(work.finish(message))
                work, files = _File(press, title), files + 1
                if files % _SWEPT_EVERY == 0:
                    gc.collect()
            case "part":
                channel.send(work.hand_over(Path(str(message["path"]))))
            case "checked":
                channel.send({"type": "checked", "lacking": work.lacking})
            case kind:
                lines = cast("list[_Line]", message["documents"])
                work.take_all(lines, duplex=duplex, drawn=kind == "documents")


class _File:
    """The documents of one file."""

    def __init__(self, press: Press, title: str) -> None:
        self._press = press
        self._batch: Batch = press.open(title=title)
        self._taken = 0
        self._chunks: list[int] = []  # pages of each message
        self.lacking: list[tuple[int, str, str]] = []

    def take_all(self, lines: list[_Line], *, duplex: bool, drawn: bool) -> None:
        """The documents of one message."""
        before = self._batch.pages
        for line in lines:
            self._take(line, duplex=duplex, drawn=drawn)
        self._chunks.append(self._batch.pages - before)

    def _take(self, line: _Line, *, duplex: bool, drawn: bool) -> None:
        """Look for characters without a glyph, and draw the document while none was found."""
        name, version, text, head, made, code, is_void = line
        kind = printable(name)
        suspect = "\\" in text.replace("\\n", "") or self._press.lacks(text)  # an escape hides a character
        if suspect or drawn:
            data = codec.decode(kind.shape.data, text)
            if suspect:
                found = self._press.lacking(codec.texts(data))
                self.lacking += [(self._taken, entry.text, entry.described) for entry in found]
            if drawn and not self.lacking:
                paper = _marked(kind.lay_out(data, version=version), code)
                self._batch.add(paper, Stamp(head, made, is_void), duplex=duplex)
        self._taken += 1

    def finish(self, message: Message) -> Message:
        """Write the file, if there is something to write and nothing is missing.

        ``turns`` says of each message whether it went to the other child, whose ``part`` has ``chunks`` of pages.
        """
        pages, lengths = 0, self._batch.lengths
        if self._batch.documents and not self.lacking:
            part, order = b"", list[tuple[bool, int]]()
            if message.get("part"):
                part = Path(str(message["part"])).read_bytes()
                own, others = iter(self._chunks), iter(cast("list[int]", message["chunks"]))
                turns = cast("list[bool]", message["turns"])
                order = [(is_other, next(others if is_other else own)) for is_other in turns]
            printed = self._batch.finish(part=part, order=order)
            pages = printed.pages
            Path(str(message["path"])).write_bytes(printed.content)
        documents = self._batch.documents
        return {"type": "printed", "pages": pages, "documents": documents, "lengths": lengths, "lacking": self.lacking}

    def hand_over(self, path: Path) -> Message:
        """Write what was drawn as a part of the file that another child ends."""
        if not self.lacking:
            path.write_bytes(self._batch.part())
        told: dict[str, object] = {"chunks": self._chunks, "lengths": self._batch.lengths}
        return {"type": "part", **told, "documents": self._batch.documents, "lacking": self.lacking}


def _marked(paper: Paper, code: str) -> Paper:
    """With its code to be scanned and, at the foot of every page, to be typed; a paper without one carries none."""
    running = "　".join(filter(None, (paper.running, code)))
    return replace(paper, running=running, code=code)
