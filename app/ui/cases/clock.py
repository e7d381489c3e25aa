"""The clock of a case on 补录 or 绿色通道 in words: in a list, and above the steps of its household."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models.enums import Track
from app.services.tracks import TrackRow
from app.ui.common.chips import Chip, Shape, due_chip
from app.ui.theme import Tone

translate = QCoreApplication.translate


def clock_chip(row: TrackRow) -> Chip:
    """还剩 5 天, 超期 2 天; a clock that stopped says whether it was in time."""
    if row.is_running:
        return due_chip(row.left, (translate("tracks", "还剩{days}天"), translate("tracks", "超期{days}天")))
    if row.is_overrun:
        return Chip(translate("tracks", "已停，超{days}天").format(days=-row.left), Shape.TRIANGLE, Tone.LATE)
    return Chip(translate("tracks", "已停，期内"), Shape.CHECK, Tone.DONE)


def clock_words(row: TrackRow) -> str:
    """补录：2020-06-02 起算，已用 8 天，其中区级 5 天、镇村 3 天。应在 2020-06-17 前由区级审定。"""
    if row.track is Track.GREEN:
        said = translate("tracks", "{track}：{since} 起算，已用 {days} 天。手续应在 {due} 前补齐。")
    else:
        said = translate(
            "tracks",
            "{track}：{since} 起算，已用 {days} 天，其中区级 {district} 天、镇村 {own} 天。应在 {due} 前由区级审定。",
        )
    return said.format(
        track=row.track.label,
        since=row.from_on.isoformat(),
        due=row.due_on.isoformat(),
        days=row.days,
        district=row.district_days,
        own=row.own_days,
    )
