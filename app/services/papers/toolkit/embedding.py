"""One face in one PDF file: a composite font of two-byte codes, counted up as characters come, with a subset of glyphs.

reportlab's own ``TTFont`` cuts a face into simple fonts of 256 characters, which a page of Chinese switches between at
every other character, and its ToUnicode writes a character beyond the BMP as five hexadecimal digits, which no reader
understands. This is the one override of it (design 5): a Type 0 font, ToUnicode in UTF-16BE with surrogate pairs.
Glyphs are subset by reportlab.
"""

from __future__ import annotations

import struct

from reportlab.pdfbase import pdfdoc

from app.services.papers.toolkit.faces import EM, TICKED, UNTICKED, Face

# The bytes of codes: all but those that a string in a content stream would have to escape.
_PLAIN = "".join(chr(byte) for byte in range(256) if chr(byte) not in "()\\\r\n")
_SURROGATES = range(0xD800, 0xE000)
_AT_ONCE = 100  # entries of one bfchar block, the most that the standard allows
_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5

_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class EmbeddedFace:
    """Collects what is shown in a face while a file is drawn; ``add_to`` writes the font at the end."""

    def __init__(self, face: Face, *, resource_name: str, written_as: str = "") -> None:
        self.face = face
        self.resource_name = resource_name
        self._name = written_as or resource_name  # of its objects: two parts of a file have fonts of one name
        self._codes = _Codes()

    def codes(self, text: str) -> str:
        """The text as the string of a show operator, a byte a character; every character must have a glyph here."""
        return "".join(map(self._codes.__getitem__, text))

    @property
    def known(self) -> str:
        """The characters that have codes, in the order in which they got them."""
        return "".join(self._codes)

    def _code(self, char: str) -> int:
        high, low = self._codes[char]
        return ord(high) << 8 | ord(low)

    def add_to(self, document: pdfdoc.PDFDocument) -> pdfdoc.PDFObjectReference:
        """Write the font, its glyphs and its maps into the file."""
        characters = sorted(self._codes)
        subset = [ord(_drawn(char)) for char in characters]
        base_name = f"{_tag(subset)}+{self.face.name}"
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(base_name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self._descriptor(document, base_name, subset),
                "DW": EM,
                "W": self._widths(characters),
                "CIDToGIDMap": _stream(document, self._glyph_map(characters), f"glyphs:{self._name}"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(base_name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{self._name}")]),
                "ToUnicode": _stream(document, self._to_unicode(characters), f"unicode:{self._name}"),
            }
        )
        return document.Reference(font, f"font:{self._name}")

    def _widths(self, characters: list[str]) -> pdfdoc.PDFArray:
        entries: list[object] = []
        for char in characters:
            width = self.face.widths[_drawn(char)]
            if width != EM:
                entries += [self._code(char), pdfdoc.PDFArray([round(width, 2)])]
        return pdfdoc.PDFArray(entries)

    def _glyph_map(self, characters: list[str]) -> bytes:
        """CIDToGIDMap: two bytes per code. Glyphs of the subset are numbered as ``makeSubset`` does."""
        numbers: dict[int, int] = {0: 0}
        glyphs: dict[int, int] = {}
        for char in characters:
            original = self.face.source.charToGlyph[ord(_drawn(char))]
            glyphs[self._code(char)] = numbers.setdefault(original, len(numbers))
        table = bytearray(2 * (max(glyphs, default=0) + 1))
        for code, glyph in glyphs.items():
            struct.pack_into(">H", table, 2 * code, glyph)
        return bytes(table)

    def _to_unicode(self, characters: list[str]) -> bytes:
        lines = [f"<{self._code(char):04X}> <{char.encode('utf-16-be').hex().upper()}>" for char in characters]
        blocks = [lines[first : first + _AT_ONCE] for first in range(0, len(lines), _AT_ONCE)]
        body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return f"{_CMAP_HEAD}{body}{_CMAP_TAIL}".encode("ascii")

    def _descriptor(self, document: pdfdoc.PDFDocument, base_name: str, subset: list[int]) -> pdfdoc.PDFObjectReference:
        source = self.face.source
        content = source.makeSubset(subset)
        file = _stream(document, content, f"file:{self._name}", Length1=len(content))
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(base_name),
                "Flags": (source.flags & ~_NONSYMBOLIC) | _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(source.bbox),
                "ItalicAngle": source.italicAngle,
                "Ascent": source.ascent,
                "Descent": source.descent,
                "CapHeight": source.capHeight,
                "StemV": source.stemV,
                "FontFile2": file,
            }
        )
        return document.Reference(descriptor, f"descriptor:{self._name}")


class _Codes(dict[str, str]):
    """The two bytes of each character, as two Latin-1 characters; a new one takes the next code."""

    def __missing__(self, char: str) -> str:
        if ord(char) in _SURROGATES:
            raise ValueError("half a surrogate pair has no glyph")
        high, low = divmod(len(self) + 1, len(_PLAIN))  # code 0 is the glyph for what has none
        code = self[char] = _PLAIN[high] + _PLAIN[low]
        return code


def _drawn(char: str) -> str:
    """The character whose glyph is shown: a ticked box is an empty one, the page draws the tick into it."""
    return UNTICKED if char == TICKED else char


def _tag(subset: list[int]) -> str:
    """Six letters that name the subset, the same for the same characters."""
    number = 0
    for code in subset:
        number = (number * 1_000_003 + code) % 26**6
    letters = ""
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters += chr(ord("A") + letter)
    return letters


def _stream(document: pdfdoc.PDFDocument, content: bytes, name: str, **entries: int) -> pdfdoc.PDFObjectReference:
    stream = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
    for key, value in entries.items():
        stream.dictionary[key] = value
    return document.Reference(stream, name)
