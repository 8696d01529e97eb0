"""The line to the engine: one kept connection for many turns, no turn lost to one that was closed, and a clear end where nothing comes."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from bot.conversations.engine import EngineDown, RasaEngine
from bot.conversations.replies import Reply

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SAID = [{"recipient_id": "x", "custom": {"text": "好的", "outcome": "answered"}}]


def http(body: bytes, status: str = "200 OK", *fields: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


WHOLE = http(json.dumps(SAID).encode())


class Server:
    """Answers the n-th request with the n-th answer; ends the connection after one that says so. `heard` is what came."""

    def __init__(self, *answers: bytes, ends_after: frozenset[int] = frozenset()) -> None:
        self._answers, self._ends_after = answers, ends_after
        self.heard: list[str] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.heard.append(json.loads(await reader.readexactly(size))["message"])
                number = len(self.heard) - 1
                writer.write(self._answers[min(number, len(self._answers) - 1)])
                if number in self._ends_after:
                    break
        except asyncio.IncompleteReadError:
            pass  # the engine's side of a line that was hung up
        writer.close()


def talk(server: Server, *texts: str, pause: float = 0.0, seconds: float = 5.0) -> list[Reply]:
    async def run() -> list[Reply]:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        engine = RasaEngine(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/", timeout=seconds)
        replies = []
        try:
            for text in texts:
                replies += await engine.turn("c", text, {"message_id": 1})
                await asyncio.sleep(pause)
        finally:
            await engine.close()
            listening.close()
        return replies

    return asyncio.run(run())


def test_one_connection_serves_many_turns():
    server = Server(WHOLE)
    assert [reply.text for reply in talk(server, "一", "二", "三")] == ["好的"] * 3
    assert server.heard == ["一", "二", "三"]
    assert server.connections == 1


@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["closing seen when it is used", "closing seen before"])
def test_a_connection_that_was_closed_meanwhile_loses_no_turn(pause: float):
    server = Server(WHOLE, ends_after=frozenset({0}))
    assert len(talk(server, "一", "二", pause=pause)) == 2
    assert server.heard == ["一", "二"]
    assert server.connections == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(b"[]"), "empty answer"), (http(b"no", "500 Internal Server Error"), "status 500"), (http(b"not json"), "JSONDecodeError"),
        (WHOLE[:-9], "ClientPayloadError"), (b"no HTTP\r\n\r\n", r"\w"),
    ],
)  # fmt: skip
def test_half_an_answer_is_none(answer: bytes, reason: str):
    with pytest.raises(EngineDown, match=reason):
        talk(Server(answer, ends_after=frozenset({0})), "一")


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_said():
    with pytest.raises(EngineDown, match="Timeout"):
        talk(Server(b""), "一", seconds=0.2)


def test_nobody_there_is_told_at_once():
    with pytest.raises(EngineDown, match="ClientConnectorError"):
        asyncio.run(RasaEngine("http://127.0.0.1:9").turn("c", "一", {}))
