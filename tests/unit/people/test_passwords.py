"""Passwords: strong hashes, random ones that can be typed, the same work for nobody."""

import statistics
import time

import pytest

from bot.people import passwords


def test_a_hash_is_argon2id_and_salted():
    one, other = passwords.hashed("correct-horse"), passwords.hashed("correct-horse")
    assert one.startswith("$argon2id$") and one != other
    assert passwords.fits("correct-horse", one) and passwords.fits("correct-horse", other)
    assert not passwords.fits("correct-hors", one)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_nothing_fits_nobody(kept):
    assert not passwords.fits("", kept) and not passwords.fits("anything", kept)


def test_a_password_longer_than_any_kept_one_never_fits():
    assert not passwords.fits("x" * 1_000_000, passwords.hashed("x" * passwords.MAX_LENGTH))


def test_generated_passwords_differ_and_can_be_read_aloud():
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 16 and password.isalnum() and not set(password) & set("0Oo1lI") for password in made)


def test_an_unknown_login_takes_as_long_as_a_wrong_password():
    kept = passwords.hashed("correct-horse")
    # Interleaved medians of the processor's own time, so that a busy machine slows both alike.
    known, unknown = [], []
    for _ in range(7):
        known.append(_seconds("wrong", kept))
        unknown.append(_seconds("wrong", None))
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def _seconds(password: str, kept: str | None) -> float:
    start = time.process_time()
    passwords.fits(password, kept)
    return time.process_time() - start
