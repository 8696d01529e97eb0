"""The action endpoint: what the engine posts to, on the inside listener only, with the shared secret."""

import hmac
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.asking import Answer, Clarify, Decline
from actions.filing import File, Fill
from actions.talking import HandOver, Lookup, Smalltalk
from bot.conversations.inbox import Inbox

ACTIONS = (Answer, Decline, Clarify, File, Fill, Smalltalk, Lookup, HandOver)
SECRET_HEADER = "X-Mingbai-Inside"


def executor(inbox: Callable[[], Inbox]) -> ActionExecutor:
    """rasa-sdk's executor with every action of the desk."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action(inbox))
    return made


def router(inbox: Callable[[], Inbox], secret: str) -> APIRouter:
    """`POST /actions` as rasa-sdk's protocol has it; without the secret it is not there."""
    routes = APIRouter()
    runner = executor(inbox)

    @routes.post("/actions")
    async def run_action(request: Request) -> dict[str, Any]:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            raise HTTPException(404)
        try:
            result = await runner.run(await request.json())
        except ActionNotFoundException as error:
            raise HTTPException(404, f"no such action: {error.action_name}") from error
        except ActionExecutionRejection as error:
            raise HTTPException(400, str(error)) from error
        return dict(result or {"events": [], "responses": []})

    return routes
