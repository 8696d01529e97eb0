"""Which roles need a second factor, out of the settings."""

import pytest

from mingbai.errors import CannotStart
from mingbai.settings import Settings


@pytest.mark.parametrize(
    ("given", "roles"), [("", set()), ("admin", {"admin"}), (" admin , head,", {"admin", "head"}), ("admin，oversight", {"admin", "oversight"})]
)
def test_roles_are_read_with_any_comma(given: str, roles: set[str]):
    assert Settings(require_2fa=given).factor_for == roles


def test_a_role_that_there_is_not_is_named_before_anything_starts():
    with pytest.raises(CannotStart, match="king"):
        _ = Settings(require_2fa="admin,king").factor_for
