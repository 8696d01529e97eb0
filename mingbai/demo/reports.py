"""A made-up report as a filing: what was said, by whom, to which agency."""

import datetime as dt
from random import Random

from bot.tickets.kinds import Kind
from bot.tickets.service import Filing
from mingbai.demo.people import applicant
from mingbai.demo.place import DemoPlace
from mingbai.demo.season import matter_of
from mingbai.demo.sender import CHANNEL
from mingbai.demo.telling import Matter, Report, Spot, spot_for, tell


def filing(random: Random, place: DemoPlace, day: dt.date) -> Filing:
    """What somebody files on such a day."""
    matter = matter_of(random, day)
    return filing_about(random, place, matter, spot_for(random, matter, tuple(place.towns)))


def filing_about(random: Random, place: DemoPlace, matter: Matter, spot: Spot) -> Filing:
    """Somebody's filing of this matter at this spot."""
    report = tell(random, matter, spot)
    who, applicant_class = applicant(random, identified=matter.kind is Kind.APPLICATION)
    title = report.description.splitlines()[0][:60]
    return Filing(matter.kind, who, applicant_class, _matter(random, report), title, place.agency_for(matter, spot), CHANNEL)


def _matter(random: Random, report: Report) -> dict[str, str]:
    if report.matter.kind is Kind.APPLICATION:
        return {"info_description": report.description, "delivery_form": "电子", "delivery_way": random.choice(("电子邮件", "邮寄", "自行领取"))}
    told = {"description": report.description}
    asked_where = report.matter.kind is not Kind.CONSULTATION and report.spot.name
    return told | ({"place": report.spot.text} if asked_where and random.random() < 0.7 else {})
