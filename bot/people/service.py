"""What others ask of people: make accounts, sign in and out, what an account may do, the audit trail."""

from bot.people.accounts import StaffError, add_staff, first_staff, set_password
from bot.people.audit import audit
from bot.people.permissions import CALLED_ABOUT, ROLE_WORDS, Action, Role, assessed_agency, may, sees_every_agency
from bot.people.sessions import SignedIn, note_seen, signed_in
from bot.people.signing_in import (
    LOCKED_FOR,
    MAX_TRIES,
    Door,
    Entered,
    SignInError,
    authenticate,
    change_password,
    enter_code,
    sign_in,
    sign_out,
)  # fmt: skip

__all__ = [
    "CALLED_ABOUT", "LOCKED_FOR", "MAX_TRIES", "ROLE_WORDS", "Action", "Door", "Entered", "Role", "SignInError", "SignedIn", "StaffError",
    "add_staff", "assessed_agency", "audit", "authenticate", "change_password", "enter_code", "first_staff", "may", "note_seen",
    "sees_every_agency", "set_password", "sign_in", "sign_out", "signed_in",
]
