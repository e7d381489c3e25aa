"""Relations to a new head, proposed from the relations to the old one; a person confirms them (workflow 4).

What the old relations do not tell is left empty, so that the clerk is asked: a proposal is never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEAD = "户主"
MALE, FEMALE = "male", "female"
_SPOUSE, _SIBLING, _OTHER = "配偶", "之兄弟姐妹", "其他"
# The same word for both sexes, or (man, woman).
_Word = str | tuple[str, str]
CHILDREN = ("之子", "之女")
_PARENTS, _SIDE = ("之父", "之母"), {"之子": _SIBLING, "之女": _SIBLING}
_SAME = ("之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女", "之曾孙子", "之曾孙女")
_GRAND, _GRAND_BY_HER = ("之祖父", "之祖母"), ("之外祖父", "之外祖母")

# New head's relation to the old one -> member's relation to the old head -> member's relation to the new head.
_TABLE: Mapping[str, Mapping[str, _Word]] = {
    _SPOUSE: {
        HEAD: _SPOUSE,
        **{word: word for word in _SAME},
        "之岳父": "之父",
        "之岳母": "之母",
        "之公公": "之父",
        "之婆婆": "之母",
        _SIBLING: _OTHER,
    },
    "之子": {
        HEAD: _PARENTS,
        _SPOUSE: _PARENTS,
        **_SIDE,
        "之父": "之祖父",
        "之母": "之祖母",
        "之岳父": "之外祖父",
        "之岳母": "之外祖母",
        "之公公": "之祖父",
        "之婆婆": "之祖母",
    },
    "之儿媳": {HEAD: ("之公公", "之婆婆"), _SPOUSE: ("之公公", "之婆婆")},
    "之女婿": {HEAD: ("之岳父", "之岳母"), _SPOUSE: ("之岳父", "之岳母")},
    "之父": {HEAD: CHILDREN, "之母": _SPOUSE, _SPOUSE: ("之女婿", "之儿媳"), _SIBLING: CHILDREN},
    "之孙子": {HEAD: _GRAND, _SPOUSE: _GRAND, "之孙子": _SIBLING, "之孙女": _SIBLING},
    "之外孙子": {HEAD: _GRAND_BY_HER, _SPOUSE: _GRAND_BY_HER, "之外孙子": _SIBLING, "之外孙女": _SIBLING},
    _SIBLING: {HEAD: _SIBLING, "之父": "之父", "之母": "之母", _SIBLING: _SIBLING, "之子": "之侄儿", "之女": "之侄女"},
}  # fmt: skip
_LIKE = {"之女": "之子", "之母": "之父", "之孙女": "之孙子", "之外孙女": "之外孙子"}
# What holds only if the old head has one child in the household: (new head, member) -> word.
_ONE_CHILD: Mapping[tuple[str, str], _Word] = {
    ("之子", "之儿媳"): _SPOUSE,
    ("之子", "之孙子"): "之子",
    ("之子", "之孙女"): "之女",
    ("之女", "之女婿"): _SPOUSE,
    ("之女", "之外孙子"): "之子",
    ("之女", "之外孙女"): "之女",
    ("之儿媳", "之子"): _SPOUSE,
    ("之儿媳", "之孙子"): "之子",
    ("之儿媳", "之孙女"): "之女",
    ("之女婿", "之女"): _SPOUSE,
    ("之女婿", "之外孙子"): "之子",
    ("之女婿", "之外孙女"): "之女",
    ("之孙子", "之子"): "之父",
    ("之孙子", "之儿媳"): "之母",
    ("之孙女", "之子"): "之父",
    ("之孙女", "之儿媳"): "之母",
    ("之外孙子", "之女"): "之母",
    ("之外孙子", "之女婿"): "之父",
    ("之外孙女", "之女"): "之母",
    ("之外孙女", "之女婿"): "之父",
}


@dataclass(frozen=True, slots=True)
class Kin:
    """A member as far as relations go; ``key`` is whatever the caller knows the member by."""

    key: int
    relation: str | None
    sex: str | None


def proposed_relations(members: Sequence[Kin], head: int, *, children: int | None = None) -> dict[int, str]:
    """Everybody's relation to the new head ``head``; empty where the old relations do not tell.

    ``children`` = sons and daughters of the old head in the household before (a split may leave some behind).
    """
    if children is None:
        children = sum(member.relation in CHILDREN for member in members)
    new = next((member for member in members if member.key == head), None)
    found = {}
    for member in members:
        word = _word(new.relation or "", member.relation or "", is_one_child=children == 1) if new else ""
        found[member.key] = HEAD if member.key == head else _for_sex(word, member)
    return found


def _word(new: str, old: str, *, is_one_child: bool) -> _Word:
    if new == HEAD:
        return old
    if is_one_child and (new, old) in _ONE_CHILD:
        return _ONE_CHILD[new, old]
    if (new, old) == ("之母", "之父"):
        return _SPOUSE
    return _TABLE.get(_LIKE.get(new, new), {}).get(old, "")


def _for_sex(word: _Word, member: Kin) -> str:
    if isinstance(word, str):
        return word
    return {MALE: word[0], FEMALE: word[1]}.get(member.sex or "", "")
