"""Kept pictures and PDFs as pages to be bound: small, in shades of grey, and proved to be readable.

Runs in the child: what is read here may be hostile.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_LONG_EDGE = 1754  # 150 dots an inch on the long edge of A4: what a copier shows
_QUALITY = 72
_MOST_PIXELS = 120_000_000
_MOST_PAGES = 300


class UnreadableError(Exception):
    """The file cannot be shown; the text says why, for the clerk."""


def pages_of(content: bytes, media_type: str) -> tuple[bytes, int]:
    """The file as a PDF of its own and its pages; UnreadableError for one that cannot be shown."""
    if not content:
        raise UnreadableError("附件文件缺失或损坏")
    if media_type.startswith("image/"):
        return _picture(content)
    if media_type == "application/pdf":
        return _pdf(content)
    raise UnreadableError("这种格式不能并入，请用原软件打印后附上")


def _picture(content: bytes) -> tuple[bytes, int]:
    from PIL import Image

    made = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise UnreadableError("图片过大")
                count = min(getattr(image, "n_frames", 1) if image.format in ("TIFF", "MPO") else 1, _MOST_PAGES)
                count = 1 if image.format == "MPO" else count
                frames = [_frame(image, number) for number in range(count)]
        frames[0].save(made, "PDF", save_all=True, append_images=frames[1:], resolution=150, quality=_QUALITY)
    except UnreadableError:
        raise
    except Exception as error:  # whatever a broken picture makes the reader say
        raise UnreadableError("图片损坏") from error
    return made.getvalue(), count


def _frame(image: Image.Image, number: int) -> Image.Image:
    from PIL import Image, ImageOps

    if number:
        image.seek(number)
    image.draft("L", (_LONG_EDGE, _LONG_EDGE))  # a large photograph is read at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "P", "PA"):
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    grey = upright.convert("L")
    grey.thumbnail((_LONG_EDGE, _LONG_EDGE))
    return grey


def _pdf(content: bytes) -> tuple[bytes, int]:
    from pypdf import PdfReader, PdfWriter

    made = io.BytesIO()
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("PDF 有密码")
        count = len(reader.pages)
        if count > _MOST_PAGES:
            raise UnreadableError(f"PDF 超过{_MOST_PAGES}页")
        writer = PdfWriter()
        for page in reader.pages:
            page.transfer_rotation_to_content()
            writer.add_page(page)
        writer.write(made)
    except UnreadableError:
        raise
    except Exception as error:  # whatever a broken PDF makes the reader say
        raise UnreadableError("PDF 损坏") from error
    if not count:
        raise UnreadableError("PDF 没有页")
    return made.getvalue(), count
