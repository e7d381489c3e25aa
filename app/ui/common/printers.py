"""The printers of this computer, and what is in the way of printing on one; a test replaces these functions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo


@dataclass(frozen=True, slots=True)
class PrinterTraits:
    """What a printer says of itself: the paper it is set to, the papers it knows (none = it does not say), duplex."""

    paper: QPageSize
    papers: frozenset[QPageSize.PageSizeId]
    has_duplex: bool


def names() -> tuple[str, ...]:
    """The printers by name, the default one first."""
    found, usual = list(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName()
    return tuple(sorted(found, key=lambda name: name != usual))


def traits(name: str) -> PrinterTraits:
    """What the printer of this name says of itself."""
    info = QPrinterInfo.printerInfo(name)
    modes = set(info.supportedDuplexModes()) - {QPrinter.DuplexMode.DuplexNone}
    papers = frozenset(size.id() for size in info.supportedPageSizes())
    return PrinterTraits(info.defaultPageSize(), papers, bool(modes))


def make(name: str) -> QPrinter:
    """The printer of this name, ready to be painted on."""
    printer = QPrinter()
    printer.setPrinterName(name)
    return printer
