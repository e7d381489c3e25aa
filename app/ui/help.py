"""What stands under 帮助: the shortcuts, and what this program is made of."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import QCoreApplication, qVersion

from app import __version__
from app.ui.actions import commands

translate = QCoreApplication.translate


def shortcut_text() -> str:
    """Every shortcut as a line."""
    lines = [f"{' / '.join(c.keys).replace('Return', 'Enter')}　{c.text}" for c in commands().values()]
    lines.append(translate("help", "Ctrl+1 … Ctrl+8　从左到右切换各页"))
    lines.append(
        translate("help", "表格中：方向键移动，Enter 或双击打开，Ctrl+A 全选，Ctrl+C 复制到 Excel，点表头排序")
    )
    return "\n".join(lines)


def about_text() -> str:
    """Versions, and under which licences the parts come."""
    return translate(
        "help",
        "守望 {version}\n乡镇防止返贫致贫监测和帮扶工作台，全部数据保存在本机加密数据库，不联网。\n\n"
        "Python {python} · PySide6 {pyside} · Qt {qt}（LGPL-3.0）\n图标：Lucide（ISC）；字体：Noto（OFL-1.1）",
    ).format(version=__version__, python=platform.python_version(), pyside=PySide6.__version__, qt=qVersion())
