"""The child that prints (kind print-papers): frozen data come in, one PDF file is written."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, cast

from app.services.errors import Refused
from app.services.papers import codec
from app.services.papers.kinds import printable
from app.services.papers.parts import Paper
from app.services.papers.press import Press
from app.services.papers.stamp import Stamp
from app.worker.channel import Channel
from app.worker.frames import Message

_Line: TypeAlias = tuple[str, int, str, str, str, str]


def run(channel: Channel, request: Message) -> None:
    """Print the documents that arrive to the path of the request; refuse all of them if a glyph is missing in one."""
    gc.disable()  # short-lived, and nothing it makes refers to itself: looking for cycles costs a sixth of the time
    press = Press()
    batch = press.open(title=str(request["title"]))
    duplex = bool(request["duplex"])
    unprintable: list[str] = []
    for message in channel.messages():
        for name, version, text, head, made, code in cast("list[_Line]", message["documents"]):
            kind = printable(name)
            data = codec.decode(kind.shape.data, text)
            if "\\" in text.replace("\\n", "") or press.lacks(text):  # an escape hides a character
                unprintable += [found for found in codec.texts(data) if press.lacks(found)]
            if not unprintable:
                batch.add(_marked(kind.lay_out(data, version=version), code), Stamp(head, made), duplex=duplex)
    try:
        press.check(unprintable)
    except Refused as refused:
        channel.refuse([(reason.code, dict(reason.values)) for reason in refused.reasons])
        return
    pages = 0
    if batch.documents:
        printed = batch.finish()
        pages = printed.pages
        Path(str(request["path"])).write_bytes(printed.content)
    channel.send({"type": "printed", "pages": pages, "documents": batch.documents})


def _marked(paper: Paper, code: str) -> Paper:
    """With its code to be scanned and, at the foot of every page, to be typed; a paper without one carries none."""
    running = "　".join(filter(None, (paper.running, code)))
    return replace(paper, running=running, code=code)
