"""Reading which office an answer means."""

import pytest

from bot.agencies.service import load_profile
from bot.filing.choosing import take_agency
from bot.filing.offices import Offices
from mingbai.settings import ROOT


@pytest.fixture(scope="module")
def offices() -> Offices:
    return Offices.of(load_profile(ROOT / "profiles" / "zongyang.yml"))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("我也不晓得该找哪个局,就管河道的那个", "县水利局"),
        ("管低保的那家", "县民政局"),
        ("你们看归哪个管就归哪个", "县住房和城乡建设局"),
        ("管事的是谁", None),
    ],
)
def test_an_office_may_be_named_by_what_it_does(offices: Offices, text: str, agency: str | None):
    assert take_agency(offices, "县住房和城乡建设局", text) == agency
