"""The words of screening: clauses, facts and their values as a reason sheet says them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models.enums import ClueChannel
from app.services.screening.results import Evidence, ReasonSheet
from app.ui.common.chips import Chip, Shape
from app.ui.common.values import money_text
from app.ui.household.words import event_word, guarantee_words, source_word
from app.ui.theme import Tone

translate = QCoreApplication.translate


def fact_word(fact: str) -> str:
    """A fact in a few words: 预计人均纯收入, 住房安全 …"""
    words = {
        "expected_income": translate("screening", "预计人均纯收入"),
        "household_type": translate("screening", "户类型"),
        "income_event": translate("screening", "收入骤减或支出骤增"),
        "emergency": translate("screening", "突发情况"),
        "clues": translate("screening", "线索"),
    }
    known = guarantee_words()
    return known[fact][0] if fact in known else words.get(fact, fact)


def clause_word(clause: str) -> str:
    """A clause in the few words of a table's cell."""
    words = {
        "below_line": translate("screening", "收入低于线"),
        "above_line": translate("screening", "收入不低于线"),
        "guarantee_unstable": translate("screening", "三保障不稳定"),
        "income_event": translate("screening", "骤减骤增"),
        "emergency": translate("screening", "突发困难"),
        "clues": translate("screening", "线索较多"),
        "village": translate("screening", "村主动提出"),
    }
    return words.get(clause, clause)


def evidence_value(evidence: Evidence) -> str:
    """What was recorded."""
    if evidence.fact == "expected_income":
        figure = translate("screening", "{yuan} 元").format(yuan=money_text(evidence.value))
        return f"{figure}（{evidence.note}）" if evidence.note else figure
    known = guarantee_words()
    if evidence.fact in known:
        yes, no, unknown = known[evidence.fact][1]
        if evidence.member and evidence.fact == "medical_covered":
            yes, no = translate("screening", "已参保"), translate("screening", "未参保")
        value = unknown if evidence.value is None else yes if evidence.value else no
        return f"{value}（{evidence.note}）" if evidence.note else value
    note = event_word(evidence.note)
    return f"{note} {money_text(evidence.value)}" if evidence.value and evidence.fact != "clues" else note


def evidence_source(evidence: Evidence) -> str:
    """Who said it."""
    channels = {channel.value: channel.label for channel in ClueChannel}
    return channels.get(evidence.source) or source_word(evidence.source)


def answer_chip(sheet: ReasonSheet) -> Chip:
    """What the screening says of a household."""
    if sheet.answer is None:
        return Chip(translate("screening", "缺数据，不能判断"), Shape.RING, Tone.NEUTRAL)
    if sheet.answer:
        return Chip(translate("screening", "命中"), Shape.CHECK, Tone.ACCENT)
    return Chip(translate("screening", "未命中"), Shape.CROSS, Tone.NEUTRAL)


def priority_chip() -> Chip:
    """低保、特困、重病、残疾: looked at first."""
    return Chip(translate("screening", "优先"), Shape.TRIANGLE, Tone.DUE)


def village_answer_chip(answer: str | None) -> Chip:
    """What the village answered to a hit."""
    if answer == "reported":
        return Chip(translate("screening", "上报"), Shape.CHECK, Tone.DONE)
    if answer == "struck":
        return Chip(translate("screening", "不报"), Shape.CROSS, Tone.NEUTRAL)
    return Chip(translate("screening", "未答复"), Shape.RING, Tone.DUE)


def missing_words(facts: tuple[str, ...]) -> str:
    """Facts joined by 、."""
    return "、".join(fact_word(fact) for fact in facts)
