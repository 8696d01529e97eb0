"""Ways out beside the channels that citizens write over: e-mail, text messages, and agencies' own systems."""

from bot.agencies.service import Profile
from bot.delivery.staff import Routes
from bot.delivery.worker import Sender
from bot.tickets.reach import EMAIL, SMS, Reach
from channels.email.sender import EmailSender, Mailbox
from channels.sms.sender import ConsoleGateway, SmsSender
from channels.webhook import signed, wecom
from mingbai.console import say
from mingbai.contacts import CONTACTS_FILE, read_contacts
from mingbai.settings import Settings

CONSOLE_SMS = "console"


def open_ways(chosen: Settings) -> frozenset[str]:
    """Which ways outside conversations this desk has."""
    return frozenset(way for way, on in ((EMAIL, chosen.smtp_host and chosen.smtp_from), (SMS, chosen.sms == CONSOLE_SMS)) if on)


def reach_of(chosen: Settings) -> Reach:
    """By which ways citizens can be reached here."""
    return Reach(open_ways(chosen))


def routes_of(chosen: Settings) -> Routes:
    """Where staff are told beside their console: as `contacts.yml` of the home has it, letters only where a mail server is set."""
    has_mail = EMAIL in open_ways(chosen)
    contacts = read_contacts(chosen.home / CONTACTS_FILE)
    return lambda to: [address for address in contacts.get(to.code, ()) if has_mail or address.channel != EMAIL]


def senders(chosen: Settings, profile: Profile) -> dict[str, Sender]:
    """The senders of these ways; what is not set up is not there, and a notice for it says so."""
    found: dict[str, Sender] = {signed.CHANNEL: signed.WebhookSender(), wecom.CHANNEL: wecom.WecomSender()}
    if EMAIL in open_ways(chosen):
        box = Mailbox(chosen.smtp_host, chosen.smtp_port, chosen.smtp_from, chosen.smtp_user, chosen.smtp_password, chosen.smtp_security)
        found[EMAIL] = EmailSender(box, profile.name)
    if SMS in open_ways(chosen):
        found[SMS] = SmsSender(ConsoleGateway(say), profile.name)
    return found
