"""The vault: attachments, each encrypted in a file of its own beside the database (design 4).

Content key and name key are derived from the data key. A file is named by the keyed hash of its content, so the
name tells nothing, the same photograph is stored once, and a file moved under another name is found out.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from app.models.atomic import sweep, write_whole
from app.models.problems import StorageProblem

# Says what the bytes are, so that another cipher can follow: magic, format 1, AES-256-GCM.
_HEADER = b"SHOUWANG-FILE\x01\x01\x00"
_NONCE_BYTES = 12
_NAME = re.compile(r"[0-9a-f]{40}")


def derived_key(data_key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256); from it nobody gets back to the data key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"shouwang/{purpose}".encode()).derive(data_key)


def is_vault_name(name: str) -> bool:
    """Whether ``name`` can be that of an attachment: 40 hexadecimal digits and nothing else."""
    return _NAME.fullmatch(name) is not None


class Vault:
    """The attachments of one database. Contents are bytes in memory: photographs and scans, not films."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self.folder = folder
        self._data_key = data_key

    @cached_property
    def _content_key(self) -> bytes:
        return derived_key(self._data_key, "attachment content 1")

    @cached_property
    def _name_key(self) -> bytes:
        return derived_key(self._data_key, "attachment name 1")

    def name_of(self, content: bytes) -> str:
        """The name under which this content is kept."""
        return hmac.new(self._name_key, content, hashlib.sha256).hexdigest()[:40]

    def put(self, content: bytes) -> str:
        """Keep the content and return its name. When this returns, the file is on the disk and has been read back."""
        name = self.name_of(content)
        with suppress(StorageProblem):
            if self.get(name) == content:
                return name
        sealed = self._seal(name, content)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / name, sealed, check=lambda found: self._expect(name, found))
        except OSError as error:
            raise StorageProblem("attachment.not_written", folder=self.folder) from error
        return name

    def _expect(self, name: str, found: bytes) -> None:
        self.open_sealed(name, found)

    def get(self, name: str) -> bytes:
        """The content kept under ``name``; ``attachment.missing`` or ``attachment.damaged`` if it cannot be had."""
        if not is_vault_name(name):
            raise StorageProblem("attachment.missing", name=name)
        try:
            sealed = (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise StorageProblem("attachment.missing", name=name) from None
        except OSError as error:
            raise StorageProblem("attachment.unreadable", name=name) from error
        return self.open_sealed(name, sealed)

    def open_sealed(self, name: str, sealed: bytes) -> bytes:
        """The content of a sealed file that says it is ``name``; ``attachment.damaged`` if it is not."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        body = len(_HEADER) + _NONCE_BYTES
        if sealed[: len(_HEADER)] != _HEADER or len(sealed) < body:
            raise StorageProblem("attachment.damaged", name=name)
        try:
            content = AESGCM(self._content_key).decrypt(
                sealed[len(_HEADER) : body], sealed[body:], _HEADER + name.encode()
            )
        except InvalidTag:
            raise StorageProblem("attachment.damaged", name=name) from None
        if self.name_of(content) != name:
            raise StorageProblem("attachment.damaged", name=name)
        return content

    def _seal(self, name: str, content: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        return _HEADER + nonce + AESGCM(self._content_key).encrypt(nonce, content, _HEADER + name.encode())

    def names(self) -> Iterator[str]:
        """Every attachment in the folder, in order."""
        if self.folder.is_dir():
            yield from sorted(file.name for file in self.folder.iterdir() if is_vault_name(file.name))

    def remove(self, name: str) -> None:
        """Forget an attachment to which no row, current or past, refers any more."""
        if is_vault_name(name):
            (self.folder / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed process has left half written."""
        if self.folder.is_dir():
            sweep(self.folder, "")
