"""Passwords: argon2id hashes, and random ones that can be read out and typed."""

import secrets
import threading

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

# Without letters and digits that look alike on paper (0 O o, 1 l I).
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GENERATED = 16
MIN_LENGTH, MAX_LENGTH = 10, 128
_hasher = PasswordHash((Argon2Hasher(),))
# One hash takes 64 MiB: a crowd at the door must not take all memory.
_gate = threading.BoundedSemaphore(4)


def generate() -> str:
    """A random password of 16 letters and digits (about 93 bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_GENERATED))


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    with _gate:
        return _hasher.hash(password)


# What an unknown login is compared with, so that it takes as long as a known one.
_NOBODY = hashed(secrets.token_hex(16))


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one of this hash; None (nobody) takes as long and never fits."""
    if len(password) > MAX_LENGTH:
        password = ""  # no kept password is empty: hashing a megabyte is refused, in the usual time
    with _gate:
        try:
            return _hasher.verify(password, kept or _NOBODY) and kept is not None
        except UnknownHashError:
            return False
