"""Bytes to text without one wrong character: BOM, strict UTF-8, strict GB18030, else refused (reliability 3.2)."""

from __future__ import annotations

import codecs
import re

from app.services.errors import refuse

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
# A short line of GBK may be valid UTF-8 by chance; with six Chinese characters it never was.
_ENOUGH = 6


def decode(data: bytes, *, name: str) -> str:
    """The whole file as text; Refused when no encoding fits, or when its lines disagree."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name=name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixture(data, name=name)
        return _strict(data, "gb18030", name=name)


def _strict(data: bytes, encoding: str, *, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refuse("files.encoding", file=name, line=data.count(b"\n", 0, error.start) + 1) from None


def _refuse_mixture(data: bytes, *, name: str) -> None:
    """A GB18030 file with lines of UTF-8 in it would be read as rubbish without an error."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(_HIGH.findall(line)) < 3 * _ENOUGH:
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _is_plain_chinese(text) and not _is_common(line):
            raise refuse("files.mixed_encoding", file=name, line=number)


def _is_plain_chinese(text: str) -> bool:
    return all(char.isascii() or "\u2000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in text)


def _is_common(line: bytes) -> bool:
    """Whether the line, read as GB18030, consists of characters that people use."""
    try:
        line.decode("gb18030").encode("gb2312")
    except UnicodeError:
        return False
    return True
