"""Real fonts, one press for the whole folder, and PDFs read back by two readers."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.services.papers.press import Press


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


def text_of(content: bytes) -> str:
    """The text of a PDF as pypdf reads it, without spaces and line ends: what is printed, not how it is set."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return squeeze("".join(page.extract_text() for page in pages))


def poppler_text_of(content: bytes, folder: Path) -> str:
    """The same as poppler reads it, in the order of the page's own operators."""
    path = folder / "read-back.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return squeeze(done.stdout.decode())


def squeeze(text: str) -> str:
    return "".join(text.split())
