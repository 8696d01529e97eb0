"""How an agency of the place is reached: its telephone, address and hours, from the profile and nowhere else."""

import re
from dataclasses import dataclass

from bot.agencies.models import Agency, Fact, Profile
from bot.agencies.naming import Names, Role
from bot.agencies.wording import plain

_PHONE = re.compile(r"(电话|热线)(号码)?(是|多少|几号|吗|呢|[?!。]|$)|号码|怎么联系|联系方式|打哪个")
_PLACE = re.compile(r"地址|在哪|哪里|什么地方|怎么走|怎么去|几楼")
_HOURS = re.compile(r"几点|上班时间|办公时间|上班吗|开门|下班")
_LONGEST = 40  # who asks for a number asks shortly; a story that says 电话 is none


@dataclass(frozen=True)
class Contact:
    """What a citizen is told, and where it stands."""

    text: str
    fact: Fact
    known: bool = True  # False: there is no such number or address in the profile, and only that can be said


class Contacts:
    """Answers which agency is reached where, for one place."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._names = Names(profile)

    def about(self, text: str) -> Contact | None:
        """The contact asked for; None when no agency of the place is asked after."""
        words = plain(text)
        found = {name.agency.id: name.agency for name in self._names.find(words) if name.role is not Role.PERSON}
        if len(words) > _LONGEST or len(found) != 1:
            return None
        agency = next(iter(found.values()))
        wanted = [part for part, asked in ((self._phone, _PHONE), (self._address, _PLACE), (self._hours, _HOURS)) if asked.search(words)]
        if not wanted:
            return None
        said = [line for part in wanted if (line := part(agency))]
        return Contact("\n".join(said), agency.fact) if said else self._unknown(agency)

    def of(self, agency_id: str) -> Contact:
        """The telephone of an agency; where none is known, the line that puts through to it."""
        agency = self._profile.agencies[agency_id]
        said = self._phone(agency)
        return Contact(said, agency.fact) if said else self._unknown(agency)

    def _phone(self, agency: Agency) -> str:
        office = self._profile.office
        phone = agency.phone or (office.phone if office.agency == agency.id else None)
        return f"{agency.name}的电话是{phone}（{agency.fact.source}，{agency.fact.on}）。" if phone else ""

    def _address(self, agency: Agency) -> str:
        office = self._profile.office
        address = agency.address or (office.address if office.agency == agency.id else None)
        return f"{agency.name}的地址是{address}。" if address else ""

    def _hours(self, agency: Agency) -> str:
        hours = self._profile.hours
        return "" if agency.is_elsewhere else f"办公时间是{hours.text()}，以{agency.name}门口公布的为准。"

    def _unknown(self, agency: Agency) -> Contact:
        line = self._profile.hotlines[0] if self._profile.hotlines else None
        where = f"{agency.full_name}的电话和地址以官网公布为准，这里没有登记，不敢随便告诉您。"
        instead = agency.instead or (f"可以打{line.number}（{line.name}），请他们告诉您或帮您转接。" if line else "")
        return Contact(where + instead, line.fact if line and not agency.instead else agency.fact, known=False)
