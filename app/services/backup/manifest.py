"""What a backup says of itself: its parts with their SHA-256, and the figures that its database must show."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.models.copies import Contents
from app.models.vault import is_vault_name
from app.services.errors import refuse

FORMAT = "shouwang-backup"
VERSION = 1
MANIFEST = "manifest.json"
SEAL = "manifest.mac"
DATABASE = "database.db"
KEYS = "database.keys"
FILES = "files/"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the container."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The container's table of contents. It names no person: counts, digests and versions only."""

    made_at: datetime
    reason: str
    program: str
    schema: str | None
    audit_seq: int
    audit_hash: str
    rows: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    # Attachments that were damaged or lost before the backup was made: kept as found, and never called sound.
    bad_attachments: tuple[str, ...] = ()

    @property
    def contents(self) -> Contents:
        """The figures that the database inside must show."""
        return Contents(self.schema, self.audit_seq, self.audit_hash, self.rows)

    @property
    def size(self) -> int:
        """Bytes of all parts together."""
        return sum(part.size for part in self.parts)

    @property
    def attachments(self) -> tuple[Part, ...]:
        """The parts that are attachments."""
        return tuple(part for part in self.parts if part.name.startswith(FILES))


def is_part_name(name: str) -> bool:
    """Whether a part may be called so: anything else (a path upwards, a device, a stranger) is never unpacked."""
    return name in (DATABASE, KEYS) or (name.startswith(FILES) and is_vault_name(name.removeprefix(FILES)))


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": manifest.made_at.isoformat(),
        "reason": manifest.reason,
        "program": manifest.program,
        "schema": manifest.schema,
        "audit": {"seq": manifest.audit_seq, "hash": manifest.audit_hash},
        "rows": dict(manifest.rows),
        "parts": [asdict(part) for part in manifest.parts],
        "bad_attachments": list(manifest.bad_attachments),
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def from_bytes(content: bytes, path: Path) -> Manifest:
    """Read a manifest; refuses with ``backup.damaged`` or ``backup.newer`` naming ``path``."""
    try:
        body = json.loads(content)
        if body["format"] == FORMAT and body["version"] > VERSION:
            raise refuse("backup.newer", path=path, version=body["program"])
        parts = tuple(Part(str(p["name"]), int(p["size"]), str(p["sha256"])) for p in body["parts"])
        made = Manifest(
            made_at=datetime.fromisoformat(body["made_at"]),
            reason=str(body["reason"]),
            program=str(body["program"]),
            schema=body["schema"],
            audit_seq=int(body["audit"]["seq"]),
            audit_hash=str(body["audit"]["hash"]),
            rows=tuple((str(table), int(count)) for table, count in sorted(body["rows"].items())),
            parts=parts,
            bad_attachments=tuple(str(name) for name in body["bad_attachments"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refuse("backup.damaged", path=path) from None
    names = [part.name for part in parts]
    if len(set(names)) != len(names) or not {DATABASE, KEYS} <= set(names) or not all(map(is_part_name, names)):
        raise refuse("backup.damaged", path=path)
    return made
