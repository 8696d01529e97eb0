"""What the oversight pages share: who may see them, the agencies to choose from, the corners between them."""

from bot.agencies.service import Profile
from bot.people.models import Staff
from bot.people.service import Action, may

# Address, words, what it needs; in the order of the pages' own menu.
_CORNERS = (
    ("/oversight", "今日情况", Action.OVERSEE),
    ("/oversight/urgent", "应急和热点", Action.OVERSEE),
    ("/oversight/assessment", "考核", Action.ASSESS),
    ("/oversight/annual", "年度报告", Action.ASSESS),
    ("/oversight/cases", "复议诉讼", Action.ASSESS),
    ("/oversight/self-check", "公开自查", Action.ASSESS),
)


def corners(staff: Staff) -> list[tuple[str, str]]:
    """The oversight pages that this account may open: address and words."""
    return [(address, words) for address, words, needs in _CORNERS if may(staff, needs)]


def agencies(profile: Profile) -> list[str]:
    """The agencies of the place by the names that tickets carry, in the profile's order."""
    return [agency.name for agency in profile.agencies.values() if not agency.is_elsewhere]
