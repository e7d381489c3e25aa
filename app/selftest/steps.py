"""The steps of the self-test: the whole way from an empty folder to a restored office, through the real services."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.bootstrap import open_office
from app.selftest import material
from app.selftest.running import Step
from app.services.cases.request import parse_step
from app.services.context import Actor
from app.services.errors import Refused
from app.services.office import Office

_TOWNSHIP = "石门镇"
_SCREENED, _VISITED = date(2020, 3, 20), date(2020, 3, 26)
_ACTOR = Actor("self-test", "自检", _TOWNSHIP)
_PLAIN_DATABASE = b"SQLite format 3\x00"
_FEWEST_COLOURS = 20


@dataclass(slots=True)
class Bench:
    """The folder, the secret and the office under test."""

    folder: Path
    secret: str = ""
    _office: Office | None = None

    def steps(self) -> Sequence[Step]:
        """Every step, in order; each builds on those before it."""
        return (
            Step("新建加密数据库", self._database),
            Step("写出和读取 .xlsx", self._workbook),
            Step("读取 .xls", self._old_workbook),
            Step("拒绝压缩炸弹", self._bomb),
            Step("筛查", self._screening),
            Step("打印走访表", self._form),
            Step("主窗口", self._window),
            Step("读回走访表", self._read_back),
            Step("备份和恢复", self._backup),
            Step("审计链", self._audit),
        )

    @property
    def office(self) -> Office:
        """The opened office."""
        if self._office is None:
            self._office = open_office(self._path, self.secret)
        return self._office

    @property
    def _path(self) -> Path:
        return self.folder / "自检.db"

    def close(self) -> None:
        """Let go of the database."""
        if self._office is not None:
            self._office.database.close()
            self._office = None

    def _database(self) -> str:
        from app.services import opening

        self.secret = f"Selftest-{secrets.token_hex(6)}-9x"
        opening.create_office_database(self._path, self.secret, "self-test", office=_TOWNSHIP).database.close()
        with self._path.open("rb") as file:
            _require(file.read(len(_PLAIN_DATABASE)) != _PLAIN_DATABASE, "数据库没有加密")
        try:
            open_office(self._path, self.secret + "x").database.close()
        except Refused:
            pass
        else:
            raise AssertionError("错误的密码也能打开")
        self.office.settings.found(_TOWNSHIP, is_training=True, actor=_ACTOR, today=_SCREENED)
        self.office.plans.create_from_preset("2020", year=2020, actor=_ACTOR, today=_SCREENED)
        return "已加密，错误的密码打不开"

    def _workbook(self) -> str:
        result = self._imported(material.roster(self.folder / "花名册.xlsx"))
        _require(result == (material.HOUSEHOLDS, 0), f"应新增 {material.HOUSEHOLDS} 户，实为 {result}")
        return f"导入 {material.HOUSEHOLDS} 户"

    def _old_workbook(self) -> str:
        result = self._imported(material.old_roster())
        _require(result == (material.OLD_HOUSEHOLDS, 0), f"应新增 {material.OLD_HOUSEHOLDS} 户，实为 {result}")
        return f"导入 {material.OLD_HOUSEHOLDS} 户"

    def _imported(self, file: Path) -> tuple[int, int]:
        result = self.office.imports.run("roster", [file], actor=_ACTOR, today=_SCREENED)
        return result.households.created, len(result.rejected)

    def _bomb(self) -> str:
        file = material.zip_bomb(self.folder / "炸弹.xlsx")
        size = file.stat().st_size // 1024
        try:
            self._imported(file)
        except Refused as refused:
            return f"{size} KB 的文件被拒绝（{'、'.join(refused.codes)}）"
        raise AssertionError("压缩炸弹没有被拒绝")

    def _screening(self) -> str:
        result = self.office.screening.run(actor=_ACTOR, today=_SCREENED)
        found = [candidate.household_code for candidate in result.candidates]
        _require(found == [material.POOR_CODE], f"应只命中 {material.POOR_CODE}，实为 {found}")
        return "应命中的命中，其余没有命中"

    def _form(self) -> str:
        values = {
            "category": "marginal",
            "finder": "自检",
            "difficulty": "自检",
            "expected_income_fen": 280_000,
            "occurred_on": _VISITED.isoformat(),
        }
        given = parse_step(values, today=_VISITED)
        outcome = self.office.cases.take(
            "join_on_visit", households=[material.RARE_CODE], given=given, actor=_ACTOR, today=_VISITED
        )
        if outcome.refused:
            raise Refused(*outcome.refused[0].reasons)
        printed = self.office.papers.print("visit_form", self._pdf, actor=_ACTOR, today=_VISITED)
        _require(printed.documents == 1, f"应为 1 份，实为 {printed.documents} 份")
        return f"{printed.pages} 页"

    @property
    def _pdf(self) -> Path:
        return self.folder / "走访表.pdf"

    def _window(self) -> str:
        if sys.platform == "linux":
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtGui import QImage

        from app.demo.pictures import photograph

        pictures = photograph(self.office, self.folder / "截图", _VISITED)
        for picture in pictures:
            image = QImage(str(picture))
            colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
            _require(len(colours) >= _FEWEST_COLOURS, f"“{picture.stem}”页是空白的")
        return f"打开并拍下 {len(pictures)} 页"

    def _read_back(self) -> str:
        """QtPdf reads the words as any reader would, so that a name can be searched for and copied."""
        from PySide6.QtPdf import QPdfDocument

        document = QPdfDocument()
        error = document.load(str(self._pdf))
        _require(error is QPdfDocument.Error.None_, f"打不开：{error.name}")
        text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
        document.close()
        for word in (material.RARE_NAME, material.RARE_CODE, "入户走访表"):
            _require(word in text.replace("\n", "").replace(" ", ""), f"没有读到“{word}”")
        return f"读到“{material.RARE_NAME}”"

    def _backup(self) -> str:
        from app.services.backup import restoring

        container, other = self.folder / "备份.swbak", self.folder / "恢复.db"
        made = self.office.backup.back_up(container, actor=_ACTOR, today=_VISITED)
        counts = self.office.households.counts()
        restoring.restore(container, other, self.secret)
        restored = open_office(other, self.secret)
        try:
            found = restored.households.counts()
            is_good = restored.backup.verify().is_good
        finally:
            restored.database.close()
        _require(is_good and found == counts, f"恢复后应为 {counts}，实为 {found}")
        return f"备份 {made.size // 1024} KB，恢复后 {found[0]} 户 {found[1]} 人"

    def _audit(self) -> str:
        verified = self.office.backup.verify()
        if verified.problems:
            raise Refused(*verified.problems)
        return f"{verified.audit_entries} 条，链头 {verified.audit_head[:12]}"


def _require(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise AssertionError(otherwise)
