"""The kept connections to the engine: one for many requests, and no request lost to one that was closed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.conversations.line import Answer, Line, LineBroken

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(size)


class Server:
    """Answers the n-th request with the n-th answer; ends the connection after one that says so. `heard` is what came."""

    def __init__(self, *answers: bytes, ends_after: frozenset[int] = frozenset()) -> None:
        self._answers, self._ends_after = answers, ends_after
        self.heard: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                self.heard.append(await _request(reader))
                number = len(self.heard) - 1
                writer.write(self._answers[min(number, len(self._answers) - 1)])
                if number in self._ends_after:
                    break
        except asyncio.IncompleteReadError:
            pass  # the client has gone
        writer.close()


def talk(server: Server, *bodies: bytes, pause: float = 0.0, seconds: float = 5.0) -> list[Answer]:
    async def run() -> list[Answer]:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        line = Line(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/here")
        answers = []
        try:
            for body in bodies:
                answers.append(await line.post(body, seconds))
                await asyncio.sleep(pause)
        finally:
            line.close()
            listening.close()
        return answers

    return asyncio.run(run())


def test_one_connection_serves_many_requests():
    server = Server(WHOLE)
    assert talk(server, b"1", b"22", b"333") == [Answer(200, b"[]")] * 3
    assert server.heard == [b"1", b"22", b"333"]
    assert server.connections == 1


@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["closing seen when it is used", "closing seen before"])
def test_a_connection_that_was_closed_meanwhile_loses_no_request(pause: float):
    server = Server(WHOLE, ends_after=frozenset({0}))
    assert talk(server, b"1", b"2", pause=pause) == [Answer(200, b"[]")] * 2
    assert server.heard == [b"1", b"2"]
    assert server.connections == 2


def test_chunks_become_one_body():
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;name=x\r\n[1,\r\n2\r\n2]\r\n0\r\nTrailer: x\r\n\r\n"
    assert talk(Server(chunked, WHOLE), b"1", b"2") == [Answer(200, b"[1,2]"), Answer(200, b"[]")]


def test_what_says_that_it_closes_is_not_used_again():
    server = Server(b"HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", WHOLE)
    assert [answer.status for answer in talk(server, b"1", b"2")] == [500, 200]
    assert server.connections == 2


@pytest.mark.parametrize("broken", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", b"no HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_half_an_answer_is_none(broken: bytes):
    server = Server(broken, ends_after=frozenset({0}))
    with pytest.raises(LineBroken):
        talk(server, b"1")
    assert server.connections == 1, "what may have been done is not asked for again over a fresh connection"


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_said():
    with pytest.raises(TimeoutError):
        talk(Server(b""), b"1", seconds=0.1)


def test_nobody_there_is_told_at_once():
    async def ask() -> Answer:
        listening = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        listening.close()
        await listening.wait_closed()
        return await Line(f"http://127.0.0.1:{port}/").post(b"{}", 5.0)

    with pytest.raises(ConnectionRefusedError):
        asyncio.run(ask())
