"""Qt's own words in Chinese ("Cancel" would be English otherwise); loaded before anything of ours."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication


def speak_chinese(application: QApplication) -> bool:
    """Make Qt's standard texts, dates and numbers Chinese; whether its translation was found."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    is_found = translator.load("qtbase_zh_CN", folder)
    if is_found:
        application.installTranslator(translator)
    return is_found
