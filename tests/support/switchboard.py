"""The telephone system and a speech recogniser, as they speak to a desk over the wire: every request signed."""

import json
import time
from typing import Any

import httpx

from consoles.hotline.signing import SIGNATURE, TIMESTAMP, signature

SECRET = "telephone-secret"


class Switchboard:
    """One telephone system before one desk."""

    def __init__(self, url: str, secret: str = SECRET) -> None:
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=60)
        self._secret = secret

    def send(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """One signed request below `/api/hotline`."""
        content, now, where = json.dumps(body, ensure_ascii=False).encode(), str(int(time.time())), f"/api/hotline{path}"
        headers = {TIMESTAMP: now, SIGNATURE: signature(self._secret, now, "POST", where, content), "Content-Type": "application/json"}
        answer = self._client.post(where, content=content, headers=headers)
        answer.raise_for_status()
        return answer

    def call(self, caller: str = "", **more: str) -> str:
        """A call that rings; its id."""
        return str(self.send("/calls", {"caller": caller, **more}).json()["call_id"])

    def say(self, call_id: str, utterance: str, text: str, *, final: bool = True, speaker: str = "caller") -> None:
        """One result of the recogniser."""
        self.send(f"/calls/{call_id}/utterances", {"utterance_id": utterance, "text": text, "final": final, "speaker": speaker})

    def speak(self, call_id: str, utterance: str, text: str, *, speaker: str = "caller", piece: int = 6) -> None:
        """An utterance as it is recognised: longer and longer partial results, and the final one."""
        for end in range(piece, len(text), piece):
            self.say(call_id, utterance, text[:end], final=False, speaker=speaker)
        self.say(call_id, utterance, text, speaker=speaker)

    def hang_up(self, call_id: str) -> str:
        """The line is free; the call's state."""
        return str(self.send(f"/calls/{call_id}/end", {}).json()["state"])
