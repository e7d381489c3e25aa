"""The five things compared, as choices of a form."""

from __future__ import annotations

from app.models.enums import CrossCheckTopic
from app.services.cross_check.words import UNITS
from app.ui.common.choice_editors import Option


def topic_options() -> tuple[Option, ...]:
    """Each item with the department that answers it."""
    return tuple(Option(topic.value, topic.label, UNITS[topic]) for topic in CrossCheckTopic)


def topics_of(value: object) -> tuple[CrossCheckTopic, ...]:
    """The chosen items."""
    return tuple(CrossCheckTopic(code) for code in value) if isinstance(value, (tuple, list)) else ()
