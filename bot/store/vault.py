"""Which key protects personal data at rest, and how a value is sealed and opened.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each value. The keys live in one file of the
desk's home, readable by its owner only; without that file the sealed columns of a stolen database are noise.
"""

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class VaultError(RuntimeError):
    """A sealed value cannot be opened: the key file is not the one it was sealed with."""


class Vault:
    """Seals JSON values and makes blind look-up keys; holds one 32-byte key for each purpose."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(_derive(master, b"seal"))
        self._lookup = _derive(master, b"lookup")

    @classmethod
    def at(cls, path: Path) -> "Vault":
        """Open the key file at `path`, making a new one (mode 0600) where there is none."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _create_key(path)
        return cls(bytes.fromhex(path.read_text("ascii").strip()))

    def seal(self, value: Any) -> bytes:
        """Encrypt a JSON value; two seals of one value differ."""
        nonce = os.urandom(_NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, _VERSION)

    def open(self, sealed: bytes) -> Any:
        """Decrypt what `seal` made; VaultError when the key or the bytes are not the same."""
        try:
            plain = self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], sealed[:1])
        except (InvalidTag, ValueError) as error:
            raise VaultError("密钥文件与数据库不匹配，无法读取加密内容；请恢复备份中的密钥文件。") from error
        return json.loads(plain)

    def fingerprint(self, text: str, purpose: str) -> str:
        """A keyed digest to find or compare a secret by, without keeping the secret (HMAC-SHA-256, hex)."""
        return hmac.new(self._lookup, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _derive(master: bytes, purpose: bytes) -> bytes:
    return hmac.new(master, b"mingbai/" + purpose, hashlib.sha256).digest()


def _create_key(path: Path) -> None:
    # A hard link is atomic: of two processes starting at once only one key wins, and both then read that one.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


_current: Vault | None = None


def use(vault: Vault) -> None:
    """Make `vault` the one that sealed columns use. A process serves one home, so there is one."""
    global _current
    _current = vault


def current() -> Vault:
    """The vault of this process; VaultError before `use`."""
    if _current is None:
        raise VaultError("尚未载入密钥文件。")
    return _current
