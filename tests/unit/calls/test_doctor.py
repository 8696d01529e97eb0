"""The doctor says whether the telephone system may knock."""

from pathlib import Path

import pytest

from mingbai.doctor import _telephone
from mingbai.settings import Settings


@pytest.mark.parametrize(("secret", "fine", "off"), [("", True, True), ("short", False, False), ("x" * 16, True, False)])
def test_the_door_of_the_telephone_system(tmp_path: Path, secret: str, fine: bool, off: bool):
    found = _telephone(Settings(home=tmp_path, hotline_secret=secret))
    assert (found.fine, found.off) == (fine, off)
    assert not secret or secret not in found.says
