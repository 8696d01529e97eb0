"""The desk's own webhook: JSON, signed, with a key by which a repeat is known again.

    POST <url>
    Content-Type: application/json
    Idempotency-Key: <the notice's key>
    X-Mingbai-Timestamp: <seconds since 1970, UTC>
    X-Mingbai-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp + "." + body)>

    {"key", "template", "number", "agency", "text", "sent_at"}

A 2xx answer means that it was taken. 408, 429 and 5xx are tried again, any other answer is a refusal.
"""

import hashlib
import hmac
import json

from bot.delivery.service import Outgoing
from bot.store import utc_now
from channels.webhook.post import post

CHANNEL = "webhook"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What `X-Mingbai-Signature` bears."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookSender:
    """Sends a notice to the address in it: `{"url", "secret"}`."""

    def send(self, notice: Outgoing) -> None:
        """Post it; CannotSend as `post` has it."""
        now = utc_now()
        body = json.dumps(_shown(notice) | {"sent_at": now.isoformat(timespec="seconds")}, ensure_ascii=False).encode()
        timestamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": hashlib.sha256(notice.key.encode()).hexdigest(),
            "X-Mingbai-Timestamp": timestamp,
            "X-Mingbai-Signature": signature(notice.to.address["secret"], timestamp, body),
        }
        post(notice.to.address["url"], body, headers)


def _shown(notice: Outgoing) -> dict[str, str]:
    data = notice.data
    return {
        "key": notice.key, "template": notice.template, "number": data.get("number", ""), "agency": data.get("agency", ""),
        "text": notice.text,
    }
