"""How the telephone system proves who it is: HMAC-SHA256 (RFC 2104) with a shared secret, over when, where to and what.

    X-Mingbai-Timestamp: 1790000000
    X-Mingbai-Signature: sha256=HEX      HEX = HMAC-SHA256(secret, "1790000000\\nPOST /api/hotline/calls\\n" + body)

The address stands in it so that words signed for one call cannot be sent to another's.
"""

import hashlib
import hmac
import time

from starlette.requests import Request

from channels.problems import Problem

TIMESTAMP, SIGNATURE = "X-Mingbai-Timestamp", "X-Mingbai-Signature"
# So far a sender's clock may be off, and so long a request that somebody overheard could be sent again.
WINDOW_SECONDS = 300
MAX_BODY = 64 * 1024
_UNSIGNED = "签名不对，请检查共享密钥和签名方法。"
_LATE = "请求的时间与服务台相差超过 5 分钟，请校准时钟后重发。"


def signature(secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    """What a request's signature header must say."""
    signed = f"{timestamp}\n{method} {path}\n".encode() + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


async def signed_body(request: Request, secret: str) -> bytes:
    """The body of a request that is signed; Problem 404 where the door is shut, 401 for everything that is not signed right."""
    if not secret:
        raise Problem(404, "not_found")
    body = await request.body()
    if len(body) > MAX_BODY:
        raise Problem(413, "too_large")
    timestamp, given = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
    wanted = signature(secret, timestamp, request.method, request.url.path, body)
    # Compared before anything else is looked at, and whole: nothing is told of how much of it was right.
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        raise Problem(401, "bad_signature", _UNSIGNED)
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp[:12])) > WINDOW_SECONDS:
        raise Problem(401, "stale_timestamp", _LATE)
    return body
