"""Who gets a message: the open draft, or the intent that was understood?"""
from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, METADATA, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

FILL = "fill"
BARE_FACT = "vague"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DraftGate(GraphComponent):
    """Sets the intent by the state of the draft, which our own store holds and sends along as `metadata.draft`.

    With a draft, the intent is `fill` with confidence 1, so that one rule serves a whole filing and a restart of the
    engine changes nothing. Without one, `fill` (a bare name, date or address) becomes `vague`: there is nothing to fill.
    `intent_ranking` always stays as the classifier left it: the action reads there whether an answer is a question.
    """

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> DraftGate:
        """Promised by `GraphComponent`; the gate needs nothing of it."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message, in place."""
        for message in messages:
            gate(message)
        return messages


def gate(message: Message) -> None:
    """Set the intent of one message."""
    understood = message.get(INTENT) or {}
    if (message.get(METADATA) or {}).get("draft"):
        message.set(INTENT, {INTENT_NAME_KEY: FILL, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
    elif understood.get(INTENT_NAME_KEY) == FILL:
        message.set(INTENT, {**understood, INTENT_NAME_KEY: BARE_FACT}, add_to_output=True)
