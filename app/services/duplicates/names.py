"""How alike two names are: equal, by interpuncts, by sound, by a missing character."""

from __future__ import annotations

from app.models.enums import Labelled
from app.services.names import plain_name

_LEAST = 2


class Likeness(Labelled):
    """How two names agree; the first that holds is meant."""

    EQUAL = "name_equal", "姓名相同"
    INTERPUNCT = "name_interpunct", "姓名只差间隔号或空格"
    SOUND = "name_sound", "姓名同音"
    SHORTER = "name_shorter", "姓名少一个字"


def likeness(first: str, second: str, *, sounds: tuple[str, str] = ("", "")) -> Likeness | None:
    """How the names agree; ``sounds`` are their pinyin with all readings (also traditional characters sound alike)."""
    if first == second:
        return Likeness.EQUAL
    one, two = plain_name(first), plain_name(second)
    if one == two:
        return Likeness.INTERPUNCT
    if len(one) == len(two) and not set(sounds[0].split()).isdisjoint(sounds[1].split()):
        return Likeness.SOUND
    short, long = sorted((one, two), key=len)
    is_shorter = len(long) == len(short) + 1 and len(short) >= _LEAST
    if is_shorter and any(long[:n] + long[n + 1 :] == short for n in range(1, len(long))):
        return Likeness.SHORTER
    return None
