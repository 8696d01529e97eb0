"""Citizens who write English: what they want to file, and the form's questions in their words beside the Chinese ones.

The form itself, its receipt and what the agency reads stay as they are; the citizen's own words are filed as they were written.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.conversations.replies import Reply
from bot.filing.form import Form
from bot.tickets.kinds import Kind

_NOTE = "english"
_WISH = r"\b(?:i(?:'d| would) like|i (?:want|need|wish|have)|please|help me|can you help me|let me|we (?:want|need|would like))\b"
_RECORDS = r"documents?|approvals?|contracts?|reports?|records?|permits?|minutes|budgets?"
_OFFICE = r"agency|office|bureau|government|department"
_WANTS: tuple[tuple[Kind, str], ...] = (
    (Kind.COMPLAINT, rf"{_WISH}.{{0,20}}\b(?:complain|complaint|report (?:a|an|the|my|this|that))\b|^(?:file|make|submit) a complaint"),
    (Kind.SUGGESTION, rf"{_WISH}.{{0,20}}\bsuggest(?:ion)?\b|^(?:make|submit) a suggestion"),
    (Kind.CONSULTATION, rf"{_WISH}.{{0,20}}\b(?:consultation|consult (?:an?|the|with)\b.{{0,12}}\b(?:{_OFFICE}))|^(?:file|make) a consultation"),
    (
        Kind.APPLICATION,
        rf"{_WISH}.{{0,60}}\b(?:apply|application|request|get|obtain|see|have|need|copy|disclos\w+)\b.{{0,80}}\b(?:information|disclosure|plans?|files?|{_RECORDS})\b"
        rf"|{_WISH} (?:to have |a copy of |the )?.{{0,60}}\b(?:{_RECORDS})\b|^(?:apply for|request)\b.{{0,80}}\b(?:information|disclosure|documents?)",
    ),
)
_FILED = r"(?:ticket|application|complaint|request|consultation|suggestion|case)"
_TRACKS = re.compile(
    rf"\b(?:where|how|what|status|progress|state)\b.{{0,30}}\bmy {_FILED}\b|\bmy {_FILED}\b.{{0,16}}\b(?:stand|status|progress|going)\b"
    rf"|\b(?:track|check|follow)\b.{{0,16}}\b{_FILED}\b", re.IGNORECASE,
)
_HOW_LONG = re.compile(r"how long|how much|how (?:do|can|should) i (?:file|write|make|send|submit|withdraw)|refus|reject|appeal", re.IGNORECASE)
_ASKING = re.compile(r"\?\s*$|^(?:how|what|when|where|who|why|which|can|could|may|is|are|do|does|must|should)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:hello|hi|please|i(?:'d| would) like|i (?:want|need|wish)|we (?:want|need)|to|apply for|apply to see"
    r"|request|file|make|submit|see|get|obtain|have|complaint(?: about)?|complain about|complain that|complain|suggestion|suggest that|suggest|an?|copy of"
    r"|(?:disclosure )?application(?: for)?|(?:file |make )?consultation|consult(?: an?| the)? (?:" + _OFFICE + r")(?: about)?|[\s,.!:])+", re.IGNORECASE,
)
_EMPTY = re.compile(r"(?:the |some |open |government(?:al)? |public |information |disclosure |documents? |about |of |something |here )*", re.IGNORECASE)
# By slot; a person who acts for an organisation is asked for as such.
_QUESTIONS: Mapping[str, str] = {
    "kind": "What would you like to file: a disclosure application (reply 申请公开), a complaint (投诉), a consultation (咨询) or a suggestion (建议)?",
    "info_description": "Which information do you want? Give its title or number, or year, place and subject.",
    "description": "Please tell what it is about: who, what happened, since when.",
    "target_agency": "Which agency do you want to ask? If you do not know, reply “not sure”.",
    "applicant_type": "Do you apply as an individual or for an organisation?",
    "organization_name": "What is the full name of the organisation?",
    "credit_code": "What is its unified social credit code (18 characters)?",
    "applicant_name": "What is your name?",
    "id_number": "Your identity card number, please; with another document its name and number, e.g. “passport E1234567”. It is kept encrypted.",
    "contact_phone": "Your telephone number?",
    "contact_address": "Your address, for the reply? (reply “none” to leave it out where another contact is given)",
    "delivery_form": "On paper or electronic?",
    "delivery_way": "How do you want to get it: by post, pick it up, by e-mail, or read it there?",
    "email": "Your e-mail address?",
    "place": "Where is it? (reply “not sure” if you cannot say)",
    "occurred_at": "When was it? (reply “not sure” if you do not remember)",
    "review": "Please check. Reply “confirm” to submit, “cancel” to stop, or say what to change.",
}


def wants(text: str) -> Kind | None:
    """The kind that an English message wants to file; None for a question, and for anything else."""
    if _ASKING.search(text.strip()):
        return None
    return next((kind for kind, pattern in _WANTS if re.search(pattern, text.strip(), re.IGNORECASE)), None)


def tracks(text: str) -> bool:
    """Whether an English message asks what became of something filed: «Where does my ticket stand?»."""
    return len(text) <= 80 and _TRACKS.search(text) is not None and _HOW_LONG.search(text) is None


def matter(text: str) -> str:
    """What is wanted or reported, without «I want to apply for»; empty when only the wish was said."""
    told = _LEAD.sub("", text.strip()).strip(" .!")
    return "" if _EMPTY.fullmatch(f"{told} ") else told


def note(form: Form) -> None:
    """This form is filled in by somebody who writes English."""
    form.notes[_NOTE] = "yes"


def beside(form: Form, reply: Reply) -> Reply:
    """The question with its English words below, where the form is filled in in English."""
    question = _QUESTIONS.get(reply.asks or "") if form.notes.get(_NOTE) else None
    return replace(reply, text=f"{reply.text}\n{question}") if question and question not in reply.text else reply
