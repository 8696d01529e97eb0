"""Which requests come from WeChat: signed with our token, lately, and not seen before; in safe mode encrypted with our key.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Message_encryption_and_decryption_instructions.html
"""

import hashlib
import hmac
import secrets
import struct
import time
from collections import OrderedDict
from collections.abc import Mapping

from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

from channels.problems import Problem

# WeChat stamps a request when it sends it; clocks differ by less.
_WINDOW_SECONDS = 300
# It asks at most three times, five seconds apart: later the same signature comes from somebody who copied it.
_GOOD_FOR_SECONDS = 30.0
# In plain mode the signature does not cover the body: another body under a signature is another sender's, but for the
# same moment, in which stamps may be equal.
_SAME_MOMENT_SECONDS = 2.0
_MOST_REMEMBERED = 50_000


def signature_of(*parts: str) -> str:
    """WeChat's signature: SHA-1 over the sorted parts, the token among them."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


class Guard:
    """Checks signatures and remembers those of the last half minute."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._seen: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def check(self, query: Mapping[str, str], signed: str | None, body: bytes) -> None:
        """Problem 403 unless the request is genuine; `signed` is what `msg_signature` covers in safe mode, None in plain mode."""
        name = "signature" if signed is None else "msg_signature"
        given, stamp, nonce = query.get(name, ""), query.get("timestamp", ""), query.get("nonce", "")
        expected = signature_of(self._token, stamp, nonce, *([] if signed is None else [signed]))
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise Problem(403, "signature")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12 and abs(time.time() - int(stamp)) <= _WINDOW_SECONDS):
            raise Problem(403, "stale")
        self._refuse_copies(f"{given}/{stamp}/{nonce}", hashlib.sha256(body).digest())

    def _refuse_copies(self, signature: str, digest: bytes) -> None:
        now = time.monotonic()
        since, first = self._seen.setdefault(signature, (now, digest))
        self._forget(now)
        age = now - since
        if age > _GOOD_FOR_SECONDS or (first != digest and age > _SAME_MOMENT_SECONDS):
            raise Problem(403, "replay")

    def _forget(self, now: float) -> None:
        while self._seen:
            oldest = next(iter(self._seen.values()))
            if now - oldest[0] <= 2 * _WINDOW_SECONDS and len(self._seen) <= _MOST_REMEMBERED:
                return
            self._seen.popitem(last=False)


class Envelope:
    """Opens and seals messages of safe mode. wechatpy does the cipher; what it raises stays in here."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._crypto = WeChatCrypto(token, aes_key, app_id)

    def open(self, sealed: str, query: Mapping[str, str]) -> bytes:
        """The message inside; Problem 400 for what is no cipher of ours, or meant for another account."""
        signature, stamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        try:
            opened: str = self._crypto.decrypt_message({"Encrypt": sealed}, signature, stamp, nonce)
        except (WeChatException, ValueError, TypeError, LookupError, struct.error) as error:
            raise Problem(400, "cipher") from error
        return opened.encode()

    def seal(self, xml: str) -> str:
        """The answer as safe mode wants it: encrypted, with a signature of its own."""
        return str(self._crypto.encrypt_message(xml, secrets.token_hex(8), str(int(time.time()))))
