"""Line departments and the gaps that are their duty (domain 10): data that the office can edit."""

from __future__ import annotations

import tomllib

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.plans import Department
from app.paths import resource
from app.services.ledger import Transaction


def seed_in(tx: Transaction) -> None:
    """Give a new office the usual departments; those it has already are left alone."""
    known = set(tx.session.scalars(select(Department.code)))
    table = tomllib.loads(resource("departments.toml").read_text(encoding="utf-8"))
    for entry in table["department"]:
        if entry["code"] not in known:
            tx.session.add(Department(code=entry["code"], name=entry["name"], duties=",".join(entry["duties"])))


def find_in(session: Session, named: str) -> Department | None:
    """A department by its code or name."""
    return session.scalars(select(Department).where(or_(Department.code == named, Department.name == named))).first()
