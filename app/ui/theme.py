"""The look of the window: one light palette, one accent, sizes that follow the font (screens: quiet and dense)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.paths import resource

FONT_FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")
BASE_POINTS = 10.5
BASE_ROW_HEIGHT = 28
ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)

WINDOW = "#F3F5F7"
BASE = "#FFFFFF"
ALTERNATE = "#F8F9FB"
TEXT = "#1F2933"
MUTED = "#52606D"
DISABLED = "#616E7C"
BORDER = "#CBD2D9"
STRONG_BORDER = "#7B8794"
ACCENT = "#1F5F99"
SELECTION = "#D3E4F4"


@dataclass(frozen=True, slots=True)
class Ink:
    """Foreground, background and edge of a coloured thing; foreground on background reaches 4.5:1."""

    foreground: str
    background: str
    edge: str


class Tone(Enum):
    """What a colour says: nothing, "this one", due, late or refused, done. No other colours exist."""

    NEUTRAL = Ink("#3E4C59", "#E8ECEF", "#B8C2CC")
    ACCENT = Ink("#174A7A", "#E1EDF8", "#8DB5DA")
    DUE = Ink("#7A4B00", "#FCEFD2", "#DDB25C")
    LATE = Ink("#A1180F", "#FBE5E3", "#E0938C")
    DONE = Ink("#1B5E34", "#E0F1E6", "#8CC5A1")

    @property
    def ink(self) -> Ink:
        """The three colours of this tone."""
        return self.value


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, WINDOW),
        (role.WindowText, TEXT),
        (role.Base, BASE),
        (role.AlternateBase, ALTERNATE),
        (role.Text, TEXT),
        (role.PlaceholderText, DISABLED),
        (role.Button, "#FFFFFF"),
        (role.ButtonText, TEXT),
        (role.BrightText, "#FFFFFF"),
        (role.Highlight, SELECTION),
        (role.HighlightedText, TEXT),
        (role.Accent, ACCENT),
        (role.Link, ACCENT),
        (role.LinkVisited, ACCENT),
        (role.ToolTipBase, "#FFFFFF"),
        (role.ToolTipText, TEXT),
        (role.Light, "#FFFFFF"),
        (role.Midlight, "#E4E8EC"),
        (role.Mid, BORDER),
        (role.Dark, STRONG_BORDER),
        (role.Shadow, MUTED),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(DISABLED))
    return palette


def _style_sheet(unit: float) -> str:
    """``resources/theme.qss`` with our colours; every length is a part of the font's height ``unit``."""
    lengths = {"thin": 0.12, "small": 0.25, "medium": 0.5, "large": 0.8, "tall": 1.25, "wide": 1.6}
    values = {name: str(round(unit * part)) for name, part in lengths.items()}
    values |= {
        "window": WINDOW,
        "base": BASE,
        "alternate": ALTERNATE,
        "text": TEXT,
        "muted": MUTED,
        "disabled": DISABLED,
        "border": BORDER,
        "strong_border": STRONG_BORDER,
        "accent": ACCENT,
        "selection": SELECTION,
    }
    for tone in Tone:
        ink = tone.ink
        values |= {
            f"{tone.name.lower()}_foreground": ink.foreground,
            f"{tone.name.lower()}_background": ink.background,
            f"{tone.name.lower()}_edge": ink.edge,
        }
    values["arrow"] = resource("icons", "chevron-down.svg").as_posix()
    return Template(resource("theme.qss").read_text(encoding="utf-8")).substitute(values)


class Theme(QObject):
    """Dresses the application; ``zoom_changed`` tells those who draw or measure for themselves."""

    zoom_changed = Signal(float)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._zoom = 1.0
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setPalette(_palette())
        self._apply()

    @property
    def zoom(self) -> float:
        """1.0 is 10.5 pt."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Show everything at the nearest step to ``zoom``."""
        nearest = min(ZOOM_STEPS, key=lambda step: abs(step - zoom))
        if nearest != self._zoom:
            self._zoom = nearest
            self._apply()
            self.zoom_changed.emit(nearest)

    def zoom_by(self, steps: int) -> None:
        """Go ``steps`` larger (smaller when negative), as far as there are steps."""
        position = ZOOM_STEPS.index(self._zoom) + steps
        self.set_zoom(ZOOM_STEPS[max(0, min(position, len(ZOOM_STEPS) - 1))])

    def _apply(self) -> None:
        font = QFont()
        font.setFamilies(list(FONT_FAMILIES))
        font.setPointSizeF(BASE_POINTS * self._zoom)
        font.setHintingPreference(QFont.HintingPreference.PreferDefaultHinting)
        # A style sheet brings back the smaller fonts that Windows has for lists, menus and boxes: it comes first.
        self._application.setStyleSheet(_style_sheet(QFontMetricsF(font).ascent()))
        self._application.setFont(font)
        for kind in ("QAbstractItemView", "QHeaderView", "QMenu", "QMessageBox", "QTipLabel"):
            self._application.setFont(font, kind)  # type: ignore[arg-type] - the stub says bytes, Qt takes str


def row_height(font: QFont) -> int:
    """The height of a table row in this font: 28 px at 10.5 pt and 96 dpi, more when the font is larger."""
    return max(round(BASE_ROW_HEIGHT * font.pointSizeF() / BASE_POINTS), round(QFontMetricsF(font).height() + 6))


def width_of(characters: float, font: QFont) -> int:
    """The pixels that so many half-width characters take (a Chinese character counts two)."""
    return round(characters * QFontMetricsF(font).horizontalAdvance("0"))


def contrast(foreground: str, background: str) -> float:
    """The WCAG contrast ratio of two colours."""
    first, second = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    known = QColor(colour)
    parts = (known.redF(), known.greenF(), known.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
