"""The one file of a backup: a zip, not compressed (its parts are encrypted), manifest last and sealed with the key."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Self

from app.models import keys
from app.models.keys import KeyRing
from app.models.vault import derived_key
from app.services.backup import manifest as manifests
from app.services.backup.manifest import KEYS, MANIFEST, SEAL, Manifest, Part
from app.services.errors import refuse
from app.services.storage import refusing

CHUNK = 1024 * 1024
_MOST_MANIFEST_BYTES = 32 * 1024 * 1024
Advance = Callable[[int], None]


def seal_of(manifest: bytes, data_key: bytes) -> str:
    """What proves that the manifest was written by somebody who can unlock the database."""
    return hmac.new(derived_key(data_key, "backup manifest 1"), manifest, hashlib.sha256).hexdigest()


class Writer:
    """Writes the parts of a container to a file that nobody takes for a backup yet."""

    def __init__(self, file: IO[bytes], advance: Advance) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._advance = advance
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with suppress(OSError, ValueError):  # the disk is full or gone; the file is thrown away
                self._zip.close()

    def add_file(self, name: str, path: Path) -> None:
        """Add a part from a file, chunk by chunk."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._entry(name) as entry:
            while chunk := source.read(CHUNK):
                entry.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._advance(len(chunk))
        self.parts.append(Part(name, size, digest.hexdigest()))

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a part from memory."""
        with self._entry(name) as entry:
            entry.write(content)
        self.parts.append(Part(name, len(content), hashlib.sha256(content).hexdigest()))
        self._advance(len(content))

    def finish(self, manifest: Manifest, data_key: bytes) -> None:
        """Write the manifest and its seal, and bring everything to the disk."""
        content = manifests.to_bytes(manifest)
        for name, text in ((MANIFEST, content), (SEAL, seal_of(content, data_key).encode())):
            with self._entry(name) as entry:
                entry.write(text)
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _entry(self, name: str) -> IO[bytes]:
        return self._zip.open(zipfile.ZipInfo(name), "w", force_zip64=True)


class Reader:
    """An opened container: its manifest and key slots are known, its parts are not checked yet."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = archive
        self._manifest_bytes = self._small(MANIFEST)
        self.manifest = manifests.from_bytes(self._manifest_bytes, path)
        self._check_names()

    def _small(self, name: str) -> bytes:
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            raise refuse("backup.not_a_backup", path=self.path) from None
        if entry.file_size > _MOST_MANIFEST_BYTES or entry.compress_type != zipfile.ZIP_STORED:
            raise refuse("backup.damaged", path=self.path)
        with _damage_named(self.path):
            return self._zip.read(entry)

    def _check_names(self) -> None:
        expected = {part.name: part.size for part in self.manifest.parts}
        found = [entry for entry in self._zip.infolist() if entry.filename not in (MANIFEST, SEAL)]
        sizes = {entry.filename: entry.file_size for entry in found}
        plain = all(entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1 for entry in found)
        if len(sizes) != len(found) or sizes != expected or not plain:
            raise refuse("backup.damaged", path=self.path)

    def key_ring(self) -> KeyRing:
        """The key slots as they were when the backup was made."""
        with refusing():
            return keys.from_bytes(self._small(KEYS), self.path)

    def check_seal(self, data_key: bytes) -> None:
        """Refuse a manifest that was changed afterwards."""
        if not hmac.compare_digest(self._small(SEAL), seal_of(self._manifest_bytes, data_key).encode()):
            raise refuse("backup.damaged", path=self.path)

    def read_part(self, part: Part, advance: Advance) -> Iterator[bytes]:
        """The part chunk by chunk; after the last one it refuses unless SHA-256 and length are right."""
        digest, size = hashlib.sha256(), 0
        with _damage_named(self.path):
            source = self._zip.open(part.name)
        with source:
            while chunk := self._chunk(source):
                digest.update(chunk)
                size += len(chunk)
                advance(len(chunk))
                yield chunk
        if size != part.size or digest.hexdigest() != part.sha256:
            raise refuse("backup.damaged", path=self.path)

    def _chunk(self, source: IO[bytes]) -> bytes:
        with _damage_named(self.path):
            return source.read(CHUNK)

    def check_parts(self, advance: Advance) -> None:
        """Read everything back and compare it with the manifest."""
        for part in self.manifest.parts:
            for _ in self.read_part(part, advance):
                pass


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a container; refuses what is missing, no backup, damaged or newer."""
    with ExitStack() as stack:
        with _damage_named(path):
            archive = stack.enter_context(zipfile.ZipFile(path))
            reader = Reader(path, archive)
        yield reader


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """What the zip library says of damaged files; it wraps nothing but calls of that library."""
    try:
        yield
    except FileNotFoundError:
        raise refuse("backup.missing", path=path) from None
    except OSError as error:
        raise refuse("backup.unreadable", path=path) from error
    except (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, struct.error) as error:
        raise refuse("backup.damaged" if _looks_like_one(path) else "backup.not_a_backup", path=path) from error


def _looks_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"
