"""The twelve villages of the invented 石门镇, and more of them for a larger township."""

from __future__ import annotations

from random import Random

from app.demo.people import Village

_NAMES = (
    "白石村", "柳溪村", "桂花村", "双井村", "青杠村", "大塘村",
    "红岩村", "龙门村", "新桥村", "太平村", "云盘村", "石马社区",
    "长滩村", "枫香村", "金竹村", "高梁村", "水磨村", "观音村",
    "磨盘村", "黄泥村", "核桃村", "箭竹村", "芦坝村", "天池村",
    "麻柳村", "土门村", "银杏村", "板桥村", "三河村", "望江社区",
)  # fmt: skip
_COURTYARDS = ("老屋湾", "李家院子", "大田坝", "沙坝", "河边上", "梁上", "岩脚", "堰塘边", "桥头", "新房子", "竹林湾")
_NUMBERS = "一二三四五六七八九十"
# A village of the neighbouring township: rows of it come along with a copied list.
FOREIGN_VILLAGE = "石牛村"


def found_villages(random: Random, count: int) -> tuple[Village, ...]:
    """The first ``count`` villages, each with five to nine groups; at most thirty."""
    if not 1 <= count <= len(_NAMES):
        raise ValueError(f"the invented township has 1 to {len(_NAMES)} villages")
    villages: list[Village] = []
    for position, name in enumerate(_NAMES[:count], start=1):
        groups = tuple(f"{_NUMBERS[i]}组" for i in range(random.randint(5, 9)))
        villages.append(Village(position, name, groups, tuple(random.sample(_COURTYARDS, 4))))
    return tuple(villages)
