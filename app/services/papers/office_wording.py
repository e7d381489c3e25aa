"""The office's own words as papers need them: what a wording says on a day, with its placeholders filled in.

A paper is made with the version that is valid on its day; where the office said nothing, as the program has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.region import Region
from app.models.wording import OfficeWording
from app.services import plans
from app.services.papers.wording_registry import VILLAGE, render, titles_of, wording_keys
from app.services.settings import PHONE, TOWNSHIP, setting_in
from app.services.workflow.plan import Plan

BLANK = "＿＿＿＿＿＿＿＿"
_COMMITTEE = "office.village_committee"
_Versions = Mapping[tuple[str, str], Sequence[tuple[date, str | None]]]


@dataclass(frozen=True, slots=True)
class Words:
    """Every version of every wording; ``founded`` and ``phone`` are what the office said before it had versions."""

    versions: _Versions = field(default_factory=lambda: MappingProxyType({}))
    founded: str = "本镇"
    phone: str = ""
    villages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # uid by name

    def own(self, key: str, day: date, scope: str = "") -> str | None:
        """What the office itself says on a day; None where the program's text stands."""
        valid = [text for first, text in self.versions.get((key, scope), ()) if first <= day]
        return valid[-1] if valid else None

    def text(self, key: str, day: date, scope: str = "") -> str:
        """The wording of a day with its placeholders; empty where the program works it out."""
        own = self.own(key, day, scope)
        return (wording_keys()[key].default or "") if own is None else own

    def township(self, day: date) -> str:
        """The township's name on a day."""
        return self.own("office.township", day) or self.founded

    def government(self, day: date, *, township: str = "") -> str:
        """The office that signs to the district."""
        name = township or self.township(day)
        own = self.own("office.government", day)
        if own:
            return render(own, {"township": name})
        return name if name.endswith("政府") else f"{name}人民政府"

    def desk(self, day: date, plan: Plan, *, township: str = "") -> str:
        """The office that does the work: 镇脱贫办 of this township."""
        name = township or self.township(day)
        own = self.own("office.desk", day)
        if own:
            return render(own, {"township": name})
        desk = plan.office_names.get("township_office", "镇脱贫办")
        return f"{name}{desk.removeprefix('镇')}" if name.endswith("镇") else name

    def district(self, day: date, plan: Plan) -> str:
        """The office that decides."""
        return self.own("office.district", day) or plan.office_names.get("district_office", "区脱贫办")

    def complaint_phone(self, day: date) -> str:
        """The phone on notices; room to write it where none is known."""
        own = self.own("office.phone", day)
        return (self.phone if own is None else own) or BLANK

    def phones(self) -> tuple[str, ...]:
        """Every phone that ever stood on the office's notices: the guard lets them pass."""
        said = [text or "" for _, text in self.versions.get(("office.phone", ""), ())]
        parts = (part.strip() for text in (self.phone, *said) for part in text.replace("，", "、").split("、"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def committee(self, village: str, day: date) -> str:
        """The office whose seal a village's papers carry; empty without a village."""
        if not village:
            return ""
        return self.own_committee(village, day) or default_committee(village)

    def own_committee(self, village: str, day: date) -> str:
        """The same where the office named it itself; empty where it did not."""
        own = self.own(_COMMITTEE, day, self.villages[village]) if village in self.villages else None
        return render(own, {"village": village}) if own else ""

    def signers(self, kind: str, day: date) -> tuple[str, ...] | None:
        """The titles of those who sign a kind, where the office named them itself."""
        own = self.own("signers", day, kind)
        return titles_of(own) if own else None

    def common(self, day: date, plan: Plan, *, township: str = "") -> Mapping[str, str]:
        """The values that every text may use."""
        name = township or self.township(day)
        return {
            "township": name,
            "government": self.government(day, township=name),
            "party": render(self.text("office.party", day), {"township": name}),
            "leading_group": render(self.text("office.leading_group", day), {"township": name}),
            "desk": self.desk(day, plan, township=name),
            "district": self.district(day, plan),
            "year": str(plan.year),
            "plan": plan.name,
            "phone": self.complaint_phone(day),
        }

    def trying(self, key: str, scope: str, text: str | None) -> Words:
        """The same, as if this text had been valid always: for looking at it before it is saved."""
        return replace(self, versions={**self.versions, (key, scope): ((date.min, text),)})


UNREAD = Words()


def default_committee(village: str) -> str:
    """红星村村民委员会, 城关社区居民委员会."""
    return f"{village}{'居民' if village.endswith('社区') else '村民'}委员会"


def words_in(session: Session) -> Words:
    """The words of this snapshot of the ledger."""
    found: dict[tuple[str, str], list[tuple[date, str | None]]] = {}
    rows = select(OfficeWording.key, OfficeWording.scope, OfficeWording.valid_from, OfficeWording.text)
    for key, scope, first, text in session.execute(rows.order_by(OfficeWording.valid_from, OfficeWording.id)):
        found.setdefault((key, scope), []).append((first, text))
    villages: dict[str, str] = {}
    if any(wording_keys()[key].per == VILLAGE for key, _ in found if key in wording_keys()):
        named = select(Region.name, Region.uid).where(Region.kind == "village", Region.merged_into_id.is_(None))
        villages = {row.name: row.uid for row in session.execute(named)}
    return Words(found, str(setting_in(session, TOWNSHIP) or "本镇"), str(setting_in(session, PHONE) or ""), villages)


def township_in(session: Session, day: date) -> str:
    """The township's name on a day."""
    return words_in(session).township(day)


def wording_in(session: Session, key: str, *, day: date, scope: str = "", **values: object) -> str:
    """What a wording says on a day, its own placeholders given as ``values``; KeyError for one without a value."""
    words, plan = words_in(session), plans.plan_in(session, day=day).plan
    return worded(words, key, day, plan, values, scope=scope)


def worded(
    words: Words,
    key: str,
    day: date,
    plan: Plan,
    values: Mapping[str, object],
    *,
    scope: str = "",
    township: str = "",
) -> str:
    """A wording with the common placeholders and ``values`` filled in."""
    text = words.text(key, day, scope)
    if "{" not in text:
        return text
    given = {name: str(value) for name, value in values.items()}
    return render(text, {**words.common(day, plan, township=township), **given})
