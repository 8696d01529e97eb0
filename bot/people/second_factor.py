"""The second factor: six digits that an authenticator on a telephone makes anew every half minute (TOTP, RFC 6238).

The secret lies sealed. A code is accepted once and within half a minute either side of its own; five wrong ones in a row
close the door for a quarter of an hour. Recovery codes stand in for a lost telephone, each once; they are too long to guess,
so that they open also a door that wrong tries have closed.
"""

import datetime as dt
import hmac
import secrets

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.people.audit import CODE_WRONG, CODES_RENEWED, FACTOR_OFF, FACTOR_ON, FACTOR_RESET, RECOVERY_USED, audit
from bot.people.models import RecoveryCode, SecondFactor, Staff
from bot.store import utc_now, vault

STEP_SECONDS = 30
MAX_CODES = 5
LOCKED_FOR = dt.timedelta(minutes=15)
RECOVERY_CODES = 10
# Without letters and digits that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5
_WRONG = "验证码不对。请看手机上现在的六位数字；一直不对的，请核对手机的时间。"


class FactorError(ValueError):
    """A code that is not accepted, or a step that is not possible now; one Chinese sentence."""


def has_factor(session: Session, staff: Staff) -> bool:
    """Whether signing in asks this account for a code."""
    factor = session.get(SecondFactor, staff.id)
    return factor is not None and factor.confirmed_at is not None


def begin(session: Session, staff: Staff) -> None:
    """Make a secret that waits to be confirmed; one that waited before is replaced."""
    factor = session.get(SecondFactor, staff.id)
    if factor is not None and factor.confirmed_at is not None:
        raise FactorError("两步验证已经开启。要换手机，请先关闭再重新设置。")
    if factor is None:
        factor = SecondFactor(staff_id=staff.id)
        session.add(factor)
    factor.secret, factor.last_step, factor.failed_tries, factor.locked_until = pyotp.random_base32(), 0, 0, None


def waiting_secret(session: Session, staff: Staff) -> str | None:
    """The secret to put into the telephone, while it is not confirmed yet; afterwards it is never shown again."""
    factor = session.get(SecondFactor, staff.id)
    return factor.secret if factor is not None and factor.confirmed_at is None else None


def address_of(secret: str, staff: Staff, place: str) -> str:
    """What the QR code says: the `otpauth:` address that authenticators read."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=staff.login, issuer_name=f"明白{place}")


def confirm(session: Session, staff: Staff, code: str) -> list[str]:
    """The telephone shows the right code: from now on it is asked for. The recovery codes, to show this once."""
    factor = session.get(SecondFactor, staff.id, with_for_update=True)
    if factor is None or factor.confirmed_at is not None:
        raise FactorError("请从头开始设置。")
    step = _step_of(factor, code)
    if step is None:
        raise FactorError(_WRONG)
    factor.last_step, factor.confirmed_at = step, utc_now()
    audit(session, staff, FACTOR_ON)
    return _new_codes(session, staff)


def check(session: Session, staff: Staff, code: str) -> str | None:
    """Count the try in the caller's transaction, which must be committed either way; why it is refused, if it is."""
    factor, now = session.get_one(SecondFactor, staff.id, with_for_update=True), utc_now()
    if _use_recovery_code(session, staff, code):
        factor.failed_tries, factor.locked_until = 0, None
        return None
    if factor.locked_until is not None and factor.locked_until > now:
        return _locked_words(factor.locked_until - now)
    step = _step_of(factor, code)
    if step is not None:
        factor.last_step, factor.failed_tries = step, 0
        return None
    factor.failed_tries += 1
    audit(session, staff, CODE_WRONG)
    if factor.failed_tries < MAX_CODES:
        return _WRONG
    factor.failed_tries, factor.locked_until = 0, now + LOCKED_FOR
    return _locked_words(LOCKED_FOR)


def _locked_words(left: dt.timedelta) -> str:
    return f"验证码连续输错 {MAX_CODES} 次，请 {-int(-left.total_seconds() // 60)} 分钟后再试，或用一个恢复码。"


def _step_of(factor: SecondFactor, code: str) -> int | None:
    """The time step that this code belongs to; None for a wrong one, and for one that was accepted before."""
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return None
    now = int(utc_now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(factor.secret, interval=STEP_SECONDS)
    fitting = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(step), digits)]
    return next((step for step in fitting if step > factor.last_step), None)


def _use_recovery_code(session: Session, staff: Staff, code: str) -> bool:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    if len(plain) != 2 * _HALF:
        return False
    mine = (RecoveryCode.staff_id == staff.id, RecoveryCode.code_key == _key(staff, plain), RecoveryCode.used_at.is_(None))
    done = session.execute(update(RecoveryCode).where(*mine).values(used_at=utc_now()))
    if not getattr(done, "rowcount", 0):
        return False
    audit(session, staff, RECOVERY_USED)
    return True


def renew_codes(session: Session, staff: Staff) -> list[str]:
    """New recovery codes in place of all earlier ones, to show this once."""
    audit(session, staff, CODES_RENEWED)
    return _new_codes(session, staff)


def codes_left(session: Session, staff: Staff) -> int:
    """How many recovery codes have not been used."""
    left = select(func.count()).where(RecoveryCode.staff_id == staff.id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def switch_off(session: Session, staff: Staff, by: Staff | str | None = None) -> None:
    """No code is asked for any more; `by` is whoever took it away from somebody else (a lost telephone)."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    session.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff.id))
    if by is None:
        audit(session, staff, FACTOR_OFF)
    else:
        audit(session, by, FACTOR_RESET, detail=staff.login)


def _new_codes(session: Session, staff: Staff) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(staff_id=staff.id, code_key=_key(staff, code)) for code in codes)
    return [f"{code[:_HALF]}-{code[_HALF:]}" for code in codes]


def _key(staff: Staff, code: str) -> str:
    return vault.current().fingerprint(f"{staff.id}/{code}", "recovery-code")
