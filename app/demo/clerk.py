"""The scripted clerk: plays the plan's year on the training township through the same services as the window."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.demo.simple_town import TOWNSHIP, VILLAGES
from app.models.cross_check import CrossCheckItem
from app.services.cases.door import Outcome
from app.services.cases.request import parse_step
from app.services.context import Actor
from app.services.office import Office
from app.services.workflow.facts import Signer

Say = Callable[[str], None]
_VISITORS = [{"name": "王经办", "office": TOWNSHIP}, {"name": "赵队员", "office": "驻村工作队"}]


@dataclass(slots=True)
class Clerk:
    """One clerk with an office, a seed and the year's plan of 2020; counts what was done and refused."""

    office: Office
    say: Say
    seed: int = 2020
    refused: list[str] = field(default_factory=list)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def play(self, phase: Callable[[str, date], None]) -> None:
        """Play the whole year; ``phase(name, day)`` is called at the end of each stage, as for pictures."""
        self.carry_over()
        listed = self.screen_and_report()
        phase("1-排查", date(2020, 3, 24))
        visited = self.visit(listed)
        phase("2-走访", date(2020, 4, 5))
        reported = self.evaluate(visited)
        phase("3-评定", date(2020, 4, 10))
        self.enter(reported)
        phase("4-录入", date(2020, 4, 15))

    def carry_over(self) -> None:
        """两摸底: a third of those whom the clauses would find are known from last year and taken in automatically."""
        result = self.office.screening.preview(today=date(2020, 3, 20))
        by_category: dict[str, list[str]] = {}
        for candidate in result.candidates:
            by_category.setdefault(candidate.category.value, []).append(candidate.household_code)
        for category, codes in by_category.items():
            data = {"category": category, "source_list": "2020年“两摸底”名单", "risks": ["illness"]}
            self._take("carry_over", codes[::3], (3, 20), data)

    def screen_and_report(self) -> Sequence[str]:
        """Screening, the villages' sheets, the comparison, the confirmed list."""
        result = self.office.screening.run(actor=self._actor(), today=date(2020, 3, 20))
        self.say(f"筛查：命中 {len(result.candidates)} 户，缺数据 {len(result.unknown)} 户")
        found = [candidate for candidate in result.candidates if self._chance.random() < 0.8][:120]
        for category in dict.fromkeys(candidate.category.value for candidate in found):
            codes = [c.household_code for c in found if c.category.value == category]
            self._take("propose", codes, (3, 20), {"category": category, "origin": "hit", "basis": "导入收入"})
        for village in VILLAGES:
            self.office.screening.close_sheet(
                village,
                sheet_no=f"{village}排查1号",
                signed_on=date(2020, 3, 21),
                signers=(Signer("张支书", village), Signer("李主任", village)),
                is_zero=all(candidate.village != village for candidate in found),
                actor=self._actor(),
                today=date(2020, 3, 21),
            )
        codes = [candidate.household_code for candidate in found]
        two = [{"name": "张支书", "office": "村委会"}, {"name": "李主任", "office": "村委会"}]
        codes = self._take("report_village", codes, (3, 21), {"sheet_no": "排查1号", "signers": two})
        codes = self._take("submit_cross_check", codes, (3, 22), {"list_no": "石脱贫〔2020〕1号"})
        out = self._answer_comparison(codes)
        self._take("exclude_cross_check", out, (3, 24), {"item": "vehicle", "evidence": "行驶证查询单"})
        codes = [code for code in codes if code not in set(out)]
        codes = self._take("close_cross_check", codes, (3, 24), {"batch": "1"})
        return self._take("confirm_list", codes, (3, 24), {"list_no": "区脱贫〔2020〕2号", "list_on": "2020-03-24"})

    def _answer_comparison(self, codes: Sequence[str]) -> Sequence[str]:
        """The departments answer; every twelfth household has a vehicle and is found not to qualify."""
        out = [code for position, code in enumerate(codes) if position % 12 == 5]
        ids = {self.office.households.page(code)["uid"] for code in out}
        with self.office.ledger.transaction("cross_check.answer", actor=self._actor(), today=date(2020, 3, 23)) as tx:
            from app.models.household import Household

            chosen = set(tx.session.scalars(select(Household.id).where(Household.uid.in_(ids))))
            for item in tx.session.scalars(select(CrossCheckItem)):
                is_hit = item.household_id in chosen and item.item == "vehicle"
                item.outcome, item.answered_on = ("suspect" if is_hit else "clear"), date(2020, 3, 23)
                if is_hit:
                    item.conclusion, item.concluded_on = "not_qualified", date(2020, 3, 24)
                    item.verifiers = json.dumps(_VISITORS, ensure_ascii=False)
        return out

    def visit(self, codes: Sequence[str]) -> Sequence[str]:
        """Every listed household is visited by two; a few are met on the way."""
        done: list[str] = []
        for position, code in enumerate(codes):
            day = (3, 26 + position % 6) if position % 3 else (4, 1 + position % 5)
            done += self._take("record_visit", [code], day, self._form(code))
        return done

    def _form(self, code: str) -> Mapping[str, object]:
        page = self.office.households.page(code)
        facts = page["facts"]
        known = facts if isinstance(facts, dict) else {}
        heads = int(known.get("counted_heads") or 1)
        income = int(known.get("net_per_head_fen") or 300_000) * heads
        truths = {
            name: int(known.get(name) != 0)
            for name in ("housing_safe", "water_safe", "medical_covered", "education_secured")
        }
        return {
            **truths,
            "food_enough": 1,
            "clothing_enough": 1,
            "visitors": _VISITORS,
            "net_income_fen": income,
            "heads": heads,
            "income_items": [
                {"code": "wage", "label": "工资性收入", "amount_fen": income // 2, "formula": "按务工月数核算"},
                {"code": "transfer", "label": "转移性收入", "amount_fen": income - income // 2},
            ],
            "risk_found": True,
            "risks": ["illness"],
            "difficulty": "家中有病人，支出较大",
            "household_signature": "signed",
        }

    def evaluate(self, codes: Sequence[str]) -> Sequence[str]:
        """Meetings in every village; one household in ten is not included."""
        votes = {"expected": 12, "present": 10, "votes_for": 9, "votes_against": 1, "votes_abstained": 0}
        no = [code for position, code in enumerate(codes) if position % 10 == 7]
        yes = [code for code in codes if code not in set(no)]
        yes = self._take("evaluate", yes, (4, 7), {**votes, "votes_recused": 0, "risks": ["illness", "no_labour"]})
        self._take("reject", no, (4, 7), {**votes, "reason": "收入稳定，无返贫风险", "told_on": "2020-04-08"})
        return self._take("report_district", yes, (4, 8), {"list_no": "石脱贫〔2020〕3号"})

    def enter(self, codes: Sequence[str]) -> None:
        """The district approves, refuses and returns; the approved are entered and checked against the export."""
        refused = [code for position, code in enumerate(codes) if position % 15 == 4]
        returned = [code for position, code in enumerate(codes) if position % 15 == 9]
        approved = [code for code in codes if code not in {*refused, *returned}]
        self._take("record_refusal", refused, (4, 10), {"decision_no": "区审〔2020〕1号", "reason": "不符合条件"})
        self._take("record_return", returned, (4, 10), {"reason": "收入依据不足", "due_on": "2020-04-14"})
        self._take("resubmit", returned, (4, 13), {"answers": "已补充收入证明"})
        self._take("record_approval", returned, (4, 14), {"decision": "同意", "decision_no": "区审〔2020〕2号"})
        self._take("record_approval", approved, (4, 10), {"decision": "同意", "decision_no": "区审〔2020〕1号"})
        done: list[str] = []
        for position, code in enumerate([*approved, *returned]):
            data = {"operator": "王经办", "national_code": f"51N{position:06d}"}
            done += self._take("record_entry", [code], (4, 14), data)
        self._take("confirm_ledger", done, (4, 15), {"export_on": "2020-04-15"})

    def _actor(self) -> Actor:
        return Actor("演示员", "王经办", TOWNSHIP)

    def _take(
        self, action: str, codes: Sequence[str], day: tuple[int, int], data: Mapping[str, object]
    ) -> Sequence[str]:
        if not codes:
            return []
        on = date(2020, *day)
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        outcome = self.office.cases.take(action, households=codes, given=given, actor=self._actor(), today=on)
        self._note(action, outcome)
        return [done.household_code for done in outcome.done]

    def _note(self, action: str, outcome: Outcome) -> None:
        if len(outcome.done) + len(outcome.refused) > 1:
            self.say(f"{action}：完成 {len(outcome.done)} / 拒绝 {len(outcome.refused)}")
        for refused in outcome.refused:
            self.refused += [f"{action} {refused.household_code} {reason.code}" for reason in refused.reasons]
