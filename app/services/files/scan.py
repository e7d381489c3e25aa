"""What a file is by its content, and whether a parser may be let near it (reliability 3.2, bars 22 and 23).

A 1.7 kB workbook can end a process; so nothing is parsed before its size, its packing, the far corners of its
sheets and its document types have been looked at. The name's ending decides nothing: many systems export web
pages and tab-separated text as ``.xls``.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.services.errors import Refused, refuse
from app.services.files.cells import column_letter

MEGABYTE = 1024 * 1024
LARGEST_FILE = 50 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE
LARGEST_RATIO = 100
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 512

_WINDOW = MEGABYTE
_OVERLAP = 64
_LAST_COLUMN = column_letter(MOST_COLUMNS - 1)  # SR
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)
# Cells beyond column SR, or in row 200,000 and later; SS…ZZ, AAA…
_FAR = rb"""(?:(?:[A-Za-z]{3,}|[Ss][S-Zs-z]|[T-Zt-z][A-Za-z])[0-9]|[A-Za-z]{1,3}(?:[0-9]{7}|[2-9][0-9]{5}))"""
# Any blanks and either quote: a parser takes what no spreadsheet program writes.
_FAR_CELL = re.compile(rb"""r\s*=\s*["']\s*(""" + _FAR + rb"[0-9]*)")
_REFERENCE = re.compile(rb"([A-Za-z]+)([0-9]+)")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|meta|body|table|div|style|title|!--)", re.IGNORECASE)


class FileForm(StrEnum):
    """The forms of tables that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"  # comma or tab separated
    HTML = "html"


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file that may be parsed: its whole content, and what it is."""

    name: str
    form: FileForm
    data: bytes


# Content that is certainly no table, and what it is.
_OTHER_THINGS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
)


def scan(path: Path, *, name: str) -> ScannedFile:
    """Read the file and decide what it is; Refused with the reason when it must not be parsed."""
    data = _read(path, name=name)
    if not data.strip(b"\x00 \t\r\n"):
        raise refuse("files.empty", file=name)
    form = _form(data, name=name)
    return ScannedFile(name, form, data)


def _read(path: Path, *, name: str) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise refuse("files.is_folder", file=name)
        if size > LARGEST_FILE:
            raise refuse("files.too_big", file=name, megabytes=-(-size // MEGABYTE), limit=LARGEST_FILE // MEGABYTE)
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse("files.missing", file=name) from None
    except PermissionError:
        raise refuse("files.locked", file=name) from None
    except OSError:
        raise refuse("files.medium", file=name) from None


def _form(data: bytes, *, name: str) -> FileForm:
    if data.startswith(b"PK"):
        return _packed(data, name=name)
    if data.startswith(_OLE):
        return _compound(data, name=name)
    for mark, thing in _OTHER_THINGS:
        if data.startswith(mark):
            raise refuse("files.not_a_table", file=name, thing=thing)
    head = data[: 64 * 1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            raise refuse("files.xml_2003", file=name)
        if _WEB_PAGE.match(head) or (head.startswith(b"<?xml") and b"<html" in head.lower()):
            return FileForm.HTML
        raise refuse("files.not_a_table", file=name, thing="XML")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in data:
        raise refuse("files.unreadable", file=name)
    return FileForm.TEXT


def _compound(data: bytes, *, name: str) -> FileForm:
    """An OLE file: an old workbook, a workbook with a password, or a Word document."""
    if _utf16("EncryptedPackage") in data:
        raise refuse("files.password", file=name)
    if _utf16("WordDocument") in data:
        raise refuse("files.not_a_table", file=name, thing="Word 文档")
    if _utf16("PowerPoint Document") in data:
        raise refuse("files.not_a_table", file=name, thing="演示文稿")
    return FileForm.XLS


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _packed(data: bytes, *, name: str) -> FileForm:
    """A zip: judged by its directory first, then part by part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            form = _packed_form(archive, name=name)
            _judge_packing(archive, packed=len(data), name=name)
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _judge_part(archive, part, name=name)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, KeyError):
        raise refuse("files.damaged", file=name) from None
    except RuntimeError:  # an encrypted part
        raise refuse("files.password", file=name) from None
    return form


def _packed_form(archive: zipfile.ZipFile, *, name: str) -> FileForm:
    parts = {part.filename.lower() for part in archive.infolist()}
    if "xl/workbook.bin" in parts:
        return FileForm.XLSB
    if any(part.startswith("xl/") for part in parts):
        return FileForm.XLSX
    if "content.xml" in parts and "mimetype" in parts:
        return FileForm.ODS
    if any(part.startswith("word/") for part in parts):
        raise refuse("files.not_a_table", file=name, thing="Word 文档")
    if any(part.startswith("ppt/") for part in parts):
        raise refuse("files.not_a_table", file=name, thing="演示文稿")
    raise refuse("files.not_a_table", file=name, thing="压缩包")


def _judge_packing(archive: zipfile.ZipFile, *, packed: int, name: str) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise refuse("files.too_many_parts", file=name, parts=len(parts), limit=MOST_PARTS)
    if unpacked > LARGEST_UNPACKED or unpacked > packed * LARGEST_RATIO:
        raise refuse("files.bomb", file=name, megabytes=-(-unpacked // MEGABYTE))


def _judge_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, name: str) -> None:
    """Look through one XML part for a document type and for cells far outside."""
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_WINDOW):
            window = tail + block
            if _DOCTYPE.search(window):
                raise refuse("files.doctype", file=name)
            _judge_references(window, name=name)
            tail = window[-_OVERLAP:]


def _judge_references(window: bytes, *, name: str) -> None:
    for found in _FAR_CELL.finditer(window):
        reference = _REFERENCE.match(found.group(1))
        if reference is None:
            continue
        column, row = reference.group(1).decode().upper(), int(reference.group(2)[:9])
        if row > MOST_ROWS or (len(column), column) > (len(_LAST_COLUMN), _LAST_COLUMN):
            raise refuse("files.far_cell", file=name, cell=f"{column}{row}", rows=MOST_ROWS, columns=MOST_COLUMNS)
