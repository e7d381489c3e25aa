"""Passwords and the recovery code of an open database, and the rules that a new password must meet."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.models import keys
from app.models.keys import KeyRing, SlotKind
from app.models.passwords import password_problems
from app.models.problems import StorageProblem
from app.services.context import Actor
from app.services.errors import Reason, refuse_all
from app.services.ledger import Ledger
from app.services.storage import refusing


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A user who can unlock the database."""

    user: str
    role: str


def check_password(password: str, *, user: str = "", office: str = "") -> None:
    """Refuse a new password with everything that is wrong with it."""
    refuse_all(Reason(code) for code in password_problems(password, user=user, office=office))


class KeyringService:
    """Changes the key slots of the open database; each change is an entry of the audit."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def holders(self) -> tuple[KeyHolder, ...]:
        """Who can unlock, in the order in which they were added."""
        with refusing():
            ring = keys.load(self._ledger.database.path)
        return tuple(KeyHolder(slot.user, slot.role) for slot in ring.users)

    def check(self, secret: str) -> None:
        """Refuse a secret that opens no slot; for the lock page of a window that is already open."""
        with refusing():
            keys.load(self._ledger.database.path).unlock(secret, user=None)

    def change_password(self, user: str, *, old: str, new: str, actor: Actor, today: date, office: str = "") -> None:
        """Give ``user`` a new password; ``old`` is the present one or the recovery code. Only this slot changes.

        A lost password is replaced in the same way: open with the recovery code, then come here.
        """
        check_password(new, user=user, office=office)
        database = self._ledger.database
        with refusing():
            ring = keys.load(database.path)
            unlocked = ring.unlock(old, user=user)
            changed = ring.with_password(unlocked.data_key, user, new)
            by_code = unlocked.slot.kind is SlotKind.RECOVERY
            details: dict[str, object] = {"by": "recovery_code" if by_code else "password"}
            self._save("keyring.change_password", ring, changed, actor=actor, today=today, details=details)

    def new_recovery_code(self, *, secret: str, actor: Actor, today: date) -> str:
        """Make a fresh recovery code, shown this one time; the old one unlocks no longer."""
        database = self._ledger.database
        with refusing():
            ring = keys.load(database.path)
            changed, code = ring.with_new_recovery_code(ring.unlock(secret).data_key)
            self._save("keyring.new_recovery_code", ring, changed, actor=actor, today=today, details={})
        return code

    def _save(
        self, action: str, old: KeyRing, new: KeyRing, *, actor: Actor, today: date, details: dict[str, object]
    ) -> None:
        """Change key file and audit together; if the entry cannot be written, the old slots come back."""
        path = self._ledger.database.path
        try:
            with self._ledger.transaction(action, actor=actor, today=today) as tx:
                tx.note(**details)
                keys.save(path, new)
        except Exception:
            with suppress(StorageProblem):
                keys.save(path, old)
            raise
