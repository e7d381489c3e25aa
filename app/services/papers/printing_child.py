"""The child that prints (kind print-papers): frozen data come in, PDF files are written one after the other."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import cast

from app.services.papers import codec
from app.services.papers.kinds import printable
from app.services.papers.press import Batch, Press
from app.services.papers.stamp import Stamp
from app.worker.channel import Channel
from app.worker.frames import Message

_SWEPT_EVERY = 50  # files: a finished one refers to itself, and nobody looks for cycles meanwhile


def run(channel: Channel, request: Message) -> None:
    """Print what arrives: documents, then the name of their file; a file with a glyph missing is not written."""
    gc.disable()  # short-lived, and what it draws does not refer to itself: looking for cycles costs a sixth
    press, duplex, title = Press(), bool(request["duplex"]), str(request["title"])
    work, files = _File(press, title), 0
    for message in channel.messages():
        match message["type"]:
            case "file":
                channel.send(work.finish(Path(str(message["path"]))))
                work, files = _File(press, title), files + 1
                if files % _SWEPT_EVERY == 0:
                    gc.collect()
            case "checked":
                channel.send({"type": "checked", "lacking": work.lacking})
            case kind:
                lines = cast("list[tuple[str, int, str, str, str]]", message["documents"])
                for line in lines:
                    work.take(line, duplex=duplex, drawn=kind == "documents")


class _File:
    """The documents of one file."""

    def __init__(self, press: Press, title: str) -> None:
        self._press = press
        self._batch: Batch = press.open(title=title)
        self._taken = 0
        self.lacking: list[tuple[int, str, str]] = []

    def take(self, line: tuple[str, int, str, str, str], *, duplex: bool, drawn: bool) -> None:
        """Look for characters without a glyph, and draw the document while none was found."""
        code, version, text, head, made = line
        kind = printable(code)
        suspect = "\\" in text.replace("\\n", "") or self._press.lacks(text)  # an escape hides a character
        if suspect or drawn:
            data = codec.decode(kind.shape.data, text)
            if suspect:
                found = self._press.lacking(codec.texts(data))
                self.lacking += [(self._taken, entry.text, entry.described) for entry in found]
            if drawn and not self.lacking:
                self._batch.add(kind.lay_out(data, version=version), Stamp(head, made), duplex=duplex)
        self._taken += 1

    def finish(self, path: Path) -> Message:
        """Write the file, if there is something to write and nothing is missing."""
        pages = 0
        if self._batch.documents and not self.lacking:
            printed = self._batch.finish()
            pages = printed.pages
            path.write_bytes(printed.content)
        documents, starts = self._batch.documents, self._batch.starts
        return {"type": "printed", "pages": pages, "documents": documents, "starts": starts, "lacking": self.lacking}
