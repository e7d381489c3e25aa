"""The words of 信息比对: outcomes, conclusions, buckets, and how departments write them (workflow 5, domain 4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.models.enums import CrossCheckTopic, Labelled
from app.services.errors import refuse
from app.services.files.codes import code_list


class ItemOutcome(Labelled):
    """What became of one requested person × item."""

    CLEAR = "clear", "无疑点"
    SUSPECT = "suspect", "疑似"
    UNANSWERED = "unanswered", "未答复"
    EXEMPT = "exempt", "免比对"


class ItemConclusion(Labelled):
    """What two persons concluded of a 疑似."""

    NO_EFFECT = "no_effect", "不影响"
    NOT_QUALIFIED = "not_qualified", "不符合"


class Bucket(Labelled):
    """Where a row of a result file belongs: in exactly one of these."""

    MATCHED = "matched", "对上"
    REPAIRED = "repaired", "修正后对上"
    NAME_DIFFERS = "name_differs", "姓名不符"
    NOT_FOUND = "not_found", "不在申请名单"
    DUPLICATE = "duplicate", "重复"
    MALFORMED = "malformed", "无法识别"


UNITS = {
    CrossCheckTopic.HOUSING: "房管、不动产登记",
    CrossCheckTopic.BUSINESS: "市场监管（行政审批）",
    CrossCheckTopic.VEHICLE: "公安车管",
    CrossCheckTopic.SOCIAL_SECURITY: "人社、社保",
    CrossCheckTopic.PUBLIC_OFFICE: "财政、人社",
}
_NOTHING_FOUND = re.compile(
    r"(?:经(?:核|查)[，,]?)?(?:名下)?(?:均)?(?:无|未见|未发现|未查到|未查询到|没有|不存在)"
    r"(?:任何|其他|相关|以上|该)*(?:\S{0,4}(?:信息|记录|疑点|异常|登记|房产|住房|房屋|车辆|汽车|社保|企业|情况|问题|数据))?[。.；;]?"
)


def read_verdict(text: str | None) -> ItemOutcome | None:
    """What a result cell says; None for an empty one. Any text that is no clear 无 is a doubt for a person to see."""
    if text is None or not text.strip():
        return None
    if text in (ItemOutcome.CLEAR.value, ItemOutcome.SUSPECT.value):
        return ItemOutcome(text)
    return ItemOutcome.CLEAR if _NOTHING_FOUND.fullmatch("".join(text.split())) else ItemOutcome.SUSPECT


def topic_in(text: str) -> CrossCheckTopic | None:
    """The one item that a sheet's or file's name speaks of; None when it names none or several."""
    listed = code_list("cross_check_topic")
    words = {**listed.own, **listed.others}
    found = {code for word, code in words.items() if len(word) > 1 and word in text}
    return CrossCheckTopic(found.pop()) if len(found) == 1 else None


def parse_topics(values: Iterable[str]) -> tuple[CrossCheckTopic, ...]:
    """Items by code or by any word that departments use; Refused for one that is none."""
    listed = code_list("cross_check_topic")
    found: list[CrossCheckTopic] = []
    for value in values:
        text = value.strip()
        if text in {topic.value for topic in CrossCheckTopic}:
            found.append(CrossCheckTopic(text))
            continue
        known = listed.find(text)
        if known is None:
            topics = [topic.label for topic in CrossCheckTopic]
            raise refuse("cross_check.topic_unknown", topic=text, topics=topics)
        found.append(CrossCheckTopic(known[0]))
    return tuple(dict.fromkeys(found))
