"""What writing a blank again would lose, told before: drawings, macros and whatever our writer does not know."""

from __future__ import annotations

import io
import re
import zipfile

# Name of the part in the file -> what a person calls it.
_PARTS = (
    (re.compile(r"^xl/vbaProject", re.IGNORECASE), "宏"),
    (re.compile(r"^xl/charts/", re.IGNORECASE), "图表"),
    (re.compile(r"^xl/diagrams/", re.IGNORECASE), "SmartArt 图形"),
    (re.compile(r"^xl/(ctrlProps|activeX)/", re.IGNORECASE), "按钮和控件"),
    (re.compile(r"^xl/externalLinks/", re.IGNORECASE), "到其他工作簿的链接"),
    (re.compile(r"^xl/pivot", re.IGNORECASE), "数据透视表"),
    (re.compile(r"^xl/(slicers|timelines)", re.IGNORECASE), "切片器"),
    (re.compile(r"^xl/threadedComments/", re.IGNORECASE), "批注对话"),
    (re.compile(r"^xl/embeddings/", re.IGNORECASE), "嵌入的文件"),
    (re.compile(r"^_xmlsignatures/", re.IGNORECASE), "数字签名"),
    (re.compile(r"^xl/media/.+\.(emf|wmf|svg)$", re.IGNORECASE), "矢量图片"),
)
_INSIDE = (
    (re.compile(rb"<x14:dataValidation\b"), "引用其他工作表的下拉列表"),
    (re.compile(rb"<x14:conditionalFormatting\b"), "扩展的条件格式"),
    (re.compile(rb"<x14:sparkline\b"), "迷你图"),
    (re.compile(rb"<legacyDrawingHF\b"), "页眉页脚里的图片"),
)
_DRAWN = ((re.compile(rb"<xdr:(sp|cxnSp|grpSp)\b"), "文本框和图形"),)


def losses_of(data: bytes) -> tuple[str, ...]:
    """The things in this .xlsx that would be missing in the filled copy, in words."""
    found: dict[str, None] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            name = part.filename
            found.update((words, None) for pattern, words in _PARTS if pattern.search(name))
            inside = _INSIDE if name.startswith("xl/worksheets/") and name.endswith(".xml") else ()
            inside = _DRAWN if re.match(r"xl/drawings/drawing\d+\.xml$", name) else inside
            if inside:
                content = archive.read(part)
                found.update((words, None) for pattern, words in inside if pattern.search(content))
    return tuple(found)
