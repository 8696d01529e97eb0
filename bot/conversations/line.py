"""HTTP to one server of our own, as little of it as that needs: kept connections, one kind of request.

A general client costs more than the engine's whole way through the network of this machine; every message pays for it.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

_HEAD_ENDS = b"\r\n\r\n"
# Closed connections are found out when they are used: more of them kept than turns at once would only grow old.
_KEPT = 32


class LineBroken(ConnectionError):
    """The other side ended the connection, or said something that is no HTTP answer."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class _Connection:
    """One open connection; `used` once an answer came over it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.used = False
        self.keeps = True
        self.answering = False

    @property
    def open(self) -> bool:
        """Whether it may still serve a request, as far as this side has heard."""
        return self.keeps and not self._reader.at_eof() and not self._writer.is_closing()

    async def ask(self, request: bytes) -> Answer:
        """Send a request and read its answer."""
        self.answering = False
        self._writer.write(request)
        head = await self._reader.readuntil(_HEAD_ENDS)
        self.answering = True
        status, fields = _head(head)
        body = await self._body(fields)
        self.keeps, self.used = fields.get(b"connection", b"").lower() != b"close", True
        return Answer(status, body)

    async def _body(self, fields: dict[bytes, bytes]) -> bytes:
        if b"chunked" in fields.get(b"transfer-encoding", b"").lower():
            return await self._chunks()
        if b"content-length" not in fields:
            raise LineBroken("no length")
        return await self._reader.readexactly(int(fields[b"content-length"]))

    async def _chunks(self) -> bytes:
        body = bytearray()
        while size := int((await self._reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        while await self._reader.readuntil(b"\r\n") != b"\r\n":
            pass  # fields after the last chunk
        return bytes(body)

    def close(self) -> None:
        """End it without waiting."""
        self._writer.close()


def _head(head: bytes) -> tuple[int, dict[bytes, bytes]]:
    first, *lines = head[:-4].split(b"\r\n")
    protocol, _, rest = first.partition(b" ")
    if not protocol.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise LineBroken("no HTTP")
    pairs = (line.partition(b":") for line in lines)
    return int(rest[:3]), {name.strip().lower(): value.strip() for name, _, value in pairs}


class Line:
    """Posts JSON to one address. A request may reach the other side twice: only for what is done once however often it comes."""

    def __init__(self, url: str, connect_seconds: float = 2.0) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._where = (parts.hostname or "", parts.port or (443 if secure else 80))
        self._secure = True if secure else None
        self._connect_seconds = connect_seconds
        self._head = f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: ".encode()
        self._idle: list[_Connection] = []

    async def post(self, body: bytes, seconds: float) -> Answer:
        """One request, answered within `seconds`. OSError (LineBroken and TimeoutError are such) or ValueError where it was not."""
        request = b"%b%d\r\n\r\n%b" % (self._head, len(body), body)
        async with asyncio.timeout(seconds):
            try:
                return await self._ask(self._kept() or await self._connected(), request)
            except _ClosedMeanwhile:
                return await self._ask(await self._connected(), request)

    async def _ask(self, connection: _Connection, request: bytes) -> Answer:
        try:
            answer = await connection.ask(request)
        except BaseException as error:
            connection.close()
            if isinstance(error, asyncio.IncompleteReadError | ConnectionError) and connection.used and not connection.answering:
                raise _ClosedMeanwhile from error
            if isinstance(error, asyncio.IncompleteReadError | asyncio.LimitOverrunError):
                raise LineBroken(type(error).__name__) from error
            raise
        self._keep(connection)
        return answer

    def _keep(self, connection: _Connection) -> None:
        if connection.open and len(self._idle) < _KEPT:
            self._idle.append(connection)
        else:
            connection.close()

    def _kept(self) -> _Connection | None:
        """The connection used last that is still open."""
        while self._idle:
            connection = self._idle.pop()
            if connection.open:
                return connection
            connection.close()
        return None

    async def _connected(self) -> _Connection:
        async with asyncio.timeout(self._connect_seconds):
            return _Connection(*await asyncio.open_connection(*self._where, ssl=self._secure))

    def close(self) -> None:
        """End all kept connections."""
        while self._idle:
            with contextlib.suppress(OSError):
                self._idle.pop().close()


class _ClosedMeanwhile(Exception):
    """A kept connection turned out to be closed before anything came over it."""
