"""Who made a paper and when, for the foot of its pages. Apart from the press: whoever freezes a paper draws nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the foot of every page says of its making: ``audit_head`` (12 digits) and when or as what number."""

    audit_head: str = ""
    made: str = ""
    is_void: bool = False  # 作废 stands across every page

    @property
    def text(self) -> str:
        """The line at the foot, left."""
        audit = f"审计 {self.audit_head}" if self.audit_head else ""
        return "　".join(part for part in (self.made, audit) if part)
