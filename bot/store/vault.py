"""Which key protects personal data at rest, and how a value is sealed and opened.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each value. The keys live in one file of the
desk's home, readable by its owner only; without that file the sealed columns of a stolen database are noise.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE, _KEY = 12, 32
# The key file: the master, then a line for each earlier master's look-up key. An older version of the desk refuses such a file.
_PAST = "past:"
# Stands where a purpose does, and is none.
_CARRIED = "carried"


class VaultError(RuntimeError):
    """A sealed value cannot be opened: the key file is not the one it was sealed with."""


class Vault:
    """Seals JSON values and makes blind look-up keys; holds one 32-byte key for each purpose.

    `past` are the look-up keys of the masters before this one, the oldest first. A fingerprint goes through all of them, so that
    what was kept under an earlier master can be carried over (`carried`) without knowing what it was made from.
    """

    def __init__(self, master: bytes, past: Sequence[bytes] = ()) -> None:
        self._cipher = AESGCM(_derive(master, b"seal"))
        self._lookups = (*past, _derive(master, b"lookup"))

    @classmethod
    def at(cls, path: Path) -> "Vault":
        """Open the key file at `path`, making a new one (mode 0600) where there is none. ValueError when it is no key file."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, secrets.token_hex(_KEY))
        master, *past = path.read_text("ascii").split()
        keys = [bytes.fromhex(word) for word in (master, *(word.removeprefix(_PAST) for word in past))]
        if any(len(key) != _KEY for key in keys) or not all(word.startswith(_PAST) for word in past):
            raise ValueError(f"{path.name} is no key file")
        return cls(keys[0], keys[1:])

    def write_successor(self, path: Path) -> None:
        """Make the key file of a new master that follows this one, unless there is a file already; it is on the disk when this returns."""
        _write_once(path, "\n".join([secrets.token_hex(_KEY), *(_PAST + key.hex() for key in self._lookups)]))

    def follows(self, before: "Vault") -> bool:
        """Whether this one was made by `before.write_successor`."""
        return self._lookups[:-1] == before._lookups

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

    def fingerprint(self, text: str, purpose: str, length: int = 64) -> str:
        """A keyed digest to find or compare a secret by, without keeping the secret: the first `length` digits of HMAC-SHA-256 in hex."""
        found = _hmac(self._lookups[0], f"{purpose}\0{text}", length)
        for key in self._lookups[1:]:
            found = _hmac(key, f"{_CARRIED}\0{found}", length)
        return found

    def carried(self, kept: str) -> str:
        """What `fingerprint` gives here for that of which the vault before this one gave `kept`."""
        return _hmac(self._lookups[-1], f"{_CARRIED}\0{kept}", len(kept))


def _hmac(key: bytes, text: str, length: int) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:length]


def _derive(master: bytes, purpose: bytes) -> bytes:
    return hmac.new(master, b"mingbai/" + purpose, hashlib.sha256).digest()


def _write_once(path: Path, words: str) -> None:
    # A hard link is atomic: of two processes starting at once only one key wins, and both then read that one.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(words + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    settle(path.parent)


def settle(folder: Path) -> None:
    """Return when the names in a folder are on the disk as they are now."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
