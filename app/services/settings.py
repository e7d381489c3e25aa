"""The office's own settings: its name, and whether this is a training database. Values are JSON."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.plans import Setting
from app.services import departments
from app.services.context import Actor
from app.services.ledger import Ledger, Transaction

TOWNSHIP = "office.township"
DISTRICT = "office.district"
TRAINING = "database.training"
PHONE = "notice.phone"


def setting_in(session: Session, key: str) -> object:
    """The value of a setting; None when it was never set."""
    text = session.scalar(select(Setting.value).where(Setting.key == key))
    return None if text is None else json.loads(text)


def set_in(tx: Transaction, key: str, value: object) -> None:
    """Set a setting in the caller's transaction."""
    row = tx.session.scalars(select(Setting).where(Setting.key == key)).one_or_none()
    text = json.dumps(value, ensure_ascii=False)
    if row is None:
        tx.session.add(Setting(key=key, value=text))
    else:
        row.value = text


class SettingsService:
    """Reads and changes settings."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, key: str) -> object:
        """The value of a setting; None when it was never set."""
        with self._ledger.reading() as session:
            return setting_in(session, key)

    def put(self, key: str, value: object, *, actor: Actor, today: date) -> None:
        """Set a setting."""
        with self._ledger.transaction("setting.put", actor=actor, today=today) as tx:
            tx.note(key=key)
            set_in(tx, key, value)

    def found(self, township: str, *, district: str = "", is_training: bool, actor: Actor, today: date) -> None:
        """Name the office of a new database and its district, and say whether it is for training."""
        with self._ledger.transaction("office.found", actor=actor, today=today) as tx:
            set_in(tx, TOWNSHIP, township)
            if district:
                set_in(tx, DISTRICT, district)
            set_in(tx, TRAINING, is_training)
            departments.seed_in(tx)

    def township(self) -> str:
        """The office's name as it signs."""
        return str(self.get(TOWNSHIP) or "本镇")

    def district(self) -> str:
        """The district that the office belongs to, as it was named at the first start; empty if nobody said."""
        return str(self.get(DISTRICT) or "")

    def is_training(self) -> bool:
        """Whether this database is for training: only then may the day be chosen."""
        return self.get(TRAINING) is True
