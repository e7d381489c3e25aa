"""The key file beside the database: one random data key, locked once for each user and once for the recovery code.

Each slot is AES-256-GCM(Argon2id(secret, salt), data key) with user, role and KDF parameters as authenticated data,
so a slot cannot be handed to another user or role (reliability 2.3). Changing a password rewrites only its slot.
A checksum over the file tells a damaged file from a wrong password; it proves nothing more.

Whoever can unlock holds the data key: roles are access control, not cryptography. The counter of wrong passwords
(5, then 30 minutes) belongs in front of ``KeyRing.unlock`` and is not here yet.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.models.atomic import sweep, write_whole
from app.models.passwords import normalised
from app.models.pragmas import KEY_BYTES
from app.models.problems import StorageProblem
from app.models.recovery_code import looks_like_code, new_code, secret_of

_FORMAT = "shouwang-keys"
_VERSION = 1
_CIPHER = "AES-256-GCM"
_KDF = "Argon2id"
_NONCE_BYTES = 12
_SALT_BYTES = 16
# A file that asks for more is not ours: it would only stop the machine.
_MOST_MEMORY_KIB = 4 * 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 64


class SlotKind(StrEnum):
    """What unlocks a slot."""

    USER = "user"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Cost of one guess (RFC 9106): passes over so much memory with so many lanes."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def at_least(self, other: KdfParameters) -> KdfParameters:
        """The dearer of both in each respect: parameters are raised over the years and never lowered."""
        return KdfParameters(
            max(self.passes, other.passes), max(self.memory_kib, other.memory_kib), max(self.lanes, other.lanes)
        )

    def derive(self, secret: str, salt: bytes) -> bytes:
        """The 32-byte key of this secret."""
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(
            secret.encode(errors="surrogatepass"),
            salt,
            self.passes,
            self.memory_kib,
            self.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


CURRENT_KDF = KdfParameters()


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key, locked with one secret."""

    kind: SlotKind
    user: str
    role: str
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    locked_key: bytes

    def _bound(self) -> bytes:
        kdf = [_KDF, self.kdf.passes, self.kdf.memory_kib, self.kdf.lanes]
        return _canonical([_FORMAT, _VERSION, _CIPHER, self.kind, self.user, self.role, kdf])

    @classmethod
    def lock(
        cls, data_key: bytes, secret: str, *, kind: SlotKind, user: str, role: str, kdf: KdfParameters = CURRENT_KDF
    ) -> Slot:
        """Lock the data key with a secret."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        empty = cls(kind, user, role, kdf, os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES), b"")
        locked = AESGCM(kdf.derive(secret, empty.salt)).encrypt(empty.nonce, data_key, empty._bound())
        return replace(empty, locked_key=locked)

    def unlock(self, secret: str) -> bytes | None:
        """The data key, or None if the secret is not this slot's (or the slot was tampered with)."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self.kdf.derive(secret, self.salt)).decrypt(self.nonce, self.locked_key, self._bound())
        except InvalidTag:
            return None


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a good secret gives: the data key and whose secret it was."""

    data_key: bytes
    slot: Slot


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All slots of one database. Immutable: a change makes a new one, and ``save`` puts it on the disk."""

    slots: tuple[Slot, ...]

    @classmethod
    def create(
        cls, data_key: bytes, password: str, *, user: str, role: str, kdf: KdfParameters = CURRENT_KDF
    ) -> tuple[KeyRing, str]:
        """A ring with one user and a recovery code, and that code for the sealed envelope."""
        ring = cls(()).with_user(data_key, password, user=user, role=role, kdf=kdf)
        return ring.with_new_recovery_code(data_key, kdf=kdf)

    @property
    def users(self) -> tuple[Slot, ...]:
        """The slots of users, in the order in which they were added."""
        return tuple(slot for slot in self.slots if slot.kind is SlotKind.USER)

    def user(self, name: str) -> Slot:
        """The slot of a user, or ``keys.unknown_user``."""
        for slot in self.users:
            if slot.user == name:
                return slot
        raise StorageProblem("keys.unknown_user", user=name)

    def unlock(self, secret: str, *, user: str | None = None) -> Unlocked:
        """Open with a password or, by its shape, the recovery code; without ``user`` every user's slot is tried."""
        if looks_like_code(secret):
            return self._unlock_by_code(secret)
        slots = (self.user(user),) if user is not None else self.users
        found = _first_open(slots, normalised(secret))
        if found is None:
            raise StorageProblem("keys.wrong_password")
        return found

    def _unlock_by_code(self, typed: str) -> Unlocked:
        slots = tuple(slot for slot in self.slots if slot.kind is SlotKind.RECOVERY)
        found = _first_open(slots, secret_of(typed))
        if found is None:
            raise StorageProblem("keys.wrong_recovery_code")
        return found

    def with_user(
        self, data_key: bytes, password: str, *, user: str, role: str, kdf: KdfParameters = CURRENT_KDF
    ) -> KeyRing:
        """A ring with one more user."""
        if any(slot.user == user for slot in self.users):
            raise StorageProblem("keys.user_exists", user=user)
        made = Slot.lock(data_key, normalised(password), kind=SlotKind.USER, user=user, role=role, kdf=kdf)
        return KeyRing((*self.slots, made))

    def with_password(self, data_key: bytes, user: str, password: str) -> KeyRing:
        """A ring in which this user has another password, at today's cost or what it was before if that is dearer."""
        old = self.user(user)
        new = Slot.lock(
            data_key,
            normalised(password),
            kind=old.kind,
            user=old.user,
            role=old.role,
            kdf=old.kdf.at_least(CURRENT_KDF),
        )
        return KeyRing(tuple(new if slot is old else slot for slot in self.slots))

    def with_new_recovery_code(self, data_key: bytes, *, kdf: KdfParameters = CURRENT_KDF) -> tuple[KeyRing, str]:
        """A ring with a fresh recovery code, and that code; the old one unlocks no longer."""
        code = new_code()
        made = Slot.lock(data_key, secret_of(code), kind=SlotKind.RECOVERY, user="", role="", kdf=kdf)
        return KeyRing((*self.users, made)), code

    def without_user(self, name: str) -> KeyRing:
        """A ring without this user. Who had the data key may have copied it: then the key must change as well."""
        gone = self.user(name)
        if len(self.users) == 1:
            raise StorageProblem("keys.last_user", user=name)
        return KeyRing(tuple(slot for slot in self.slots if slot is not gone))


def _first_open(slots: tuple[Slot, ...], secret: str) -> Unlocked | None:
    for slot in slots:
        data_key = slot.unlock(secret)
        if data_key is not None:
            return Unlocked(data_key, slot)
    return None


def key_file(database: Path) -> Path:
    """Where the key slots of a database lie."""
    return database.with_name(f"{database.name}.keys")


def previous_key_file(database: Path) -> Path:
    """The generation before, in case the present one is damaged."""
    return database.with_name(f"{database.name}.keys.previous")


def new_data_key() -> bytes:
    """A fresh random data key."""
    return os.urandom(KEY_BYTES)


def save(database: Path, ring: KeyRing) -> None:
    """Write the key file beside the database, fsync'd and read back; the file before becomes the previous one."""
    target = key_file(database)
    content = to_bytes(ring)
    try:
        sweep(target.parent, target.name)
        if target.exists():
            current = target.read_bytes()
            with suppress(StorageProblem):  # a damaged file does not push out the good one before it
                from_bytes(current, target)
                write_whole(previous_key_file(database), current)
        write_whole(target, content, check=lambda found: _expect(ring, found, target))
    except OSError as error:
        raise StorageProblem("keys.not_written", path=target) from error


def _expect(ring: KeyRing, found: bytes, target: Path) -> None:
    if from_bytes(found, target) != ring:
        raise StorageProblem("keys.not_written", path=target)


def load(database: Path) -> KeyRing:
    """The key slots of a database; from the previous generation where the present file is lost or damaged."""
    problems: list[StorageProblem] = []
    for path in (key_file(database), previous_key_file(database)):
        try:
            return from_bytes(path.read_bytes(), path)
        except FileNotFoundError:
            problems.append(StorageProblem("keys.missing", path=path))
        except OSError:
            problems.append(StorageProblem("keys.damaged", path=path))
        except StorageProblem as problem:
            if problem.code == "keys.newer":
                raise
            problems.append(problem)
    raise problems[0]


def to_bytes(ring: KeyRing) -> bytes:
    """The file's content: JSON with the names of all algorithms and a checksum."""
    body = {
        "format": _FORMAT,
        "version": _VERSION,
        "cipher": _CIPHER,
        "slots": [_slot_json(slot) for slot in ring.slots],
    }
    whole = {**body, "checksum": _checksum(body)}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def from_bytes(content: bytes, path: Path) -> KeyRing:
    """Read a key file; ``keys.damaged`` or ``keys.newer`` (naming ``path``) if it cannot be used."""
    try:
        body = json.loads(content)
        checksum = body.pop("checksum")
        if body["format"] == _FORMAT and body["version"] > _VERSION:
            raise StorageProblem("keys.newer", path=path)
        if checksum != _checksum(body) or (body["format"], body["cipher"]) != (_FORMAT, _CIPHER):
            raise StorageProblem("keys.damaged", path=path)
        return KeyRing(tuple(_slots(body["slots"])))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StorageProblem("keys.damaged", path=path) from None


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _checksum(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _slot_json(slot: Slot) -> dict[str, object]:
    return {
        "kind": slot.kind.value,
        "user": slot.user,
        "role": slot.role,
        "kdf": {
            "algorithm": _KDF,
            "passes": slot.kdf.passes,
            "memory_kib": slot.kdf.memory_kib,
            "lanes": slot.kdf.lanes,
        },
        "salt": base64.b64encode(slot.salt).decode(),
        "nonce": base64.b64encode(slot.nonce).decode(),
        "locked_key": base64.b64encode(slot.locked_key).decode(),
    }


def _slots(entries: list[dict[str, str]]) -> Iterator[Slot]:
    for entry in entries:
        yield Slot(
            kind=SlotKind(entry["kind"]),
            user=str(entry["user"]),
            role=str(entry["role"]),
            kdf=_parameters(entry["kdf"]),
            salt=base64.b64decode(entry["salt"], validate=True),
            nonce=base64.b64decode(entry["nonce"], validate=True),
            locked_key=base64.b64decode(entry["locked_key"], validate=True),
        )


def _parameters(entry: object) -> KdfParameters:
    if not isinstance(entry, dict) or entry["algorithm"] != _KDF:
        raise ValueError("an unknown key derivation")
    made = KdfParameters(int(entry["passes"]), int(entry["memory_kib"]), int(entry["lanes"]))
    if not (
        1 <= made.passes <= _MOST_PASSES
        and 8 * made.lanes <= made.memory_kib <= _MOST_MEMORY_KIB
        and 1 <= made.lanes <= _MOST_LANES
    ):
        raise ValueError("costs out of bounds")
    return made
