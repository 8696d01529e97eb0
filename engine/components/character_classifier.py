"""Which intent is it? Read from the characters of the message."""
from __future__ import annotations

from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.pipeline import Pipeline

from engine.components.reading import untrained

MODEL_FILE = "characters.skops"
# Besides what skops knows as harmless: the weights of the n-grams lie in a sparse matrix.
TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterClassifier(IntentClassifier, GraphComponent):
    """TF-IDF of character n-grams and a logistic regression, one against the rest.

    Rasa's own featurizer counts without weighing and its classifier offers neither another solver nor a
    regularisation; the figures that decided are in docs/reference/engine.md.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`max_ngram` in characters, `strength` is scikit-learn's C, `ranking_length` how many intents are told."""
        return {"max_ngram": 2, "strength": 30.0, "ranking_length": 5}

    @staticmethod
    def required_packages() -> list[str]:
        """Import names that have to be there."""
        return ["sklearn", "skops"]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.config = config
        self._model_storage = model_storage
        self._resource = resource
        self.model: Pipeline | None = None

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> CharacterClassifier:
        """A classifier that has still to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has an intent, and keep the result."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        self.model = untrained(self.config["max_ngram"], self.config["strength"])
        self.model.fit([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self.model, folder / MODEL_FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharacterClassifier:
        """The trained classifier. A file with any other type than a classifier has is refused."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier.model = skops.io.load(folder / MODEL_FILE, trusted=TRUSTED)
        return classifier

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from our guesses."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking` of each message."""
        assert self.model is not None, "loaded or trained before it is asked"
        chances = self.model.predict_proba([message.get(TEXT) or "" for message in messages])
        for message, row in zip(messages, chances, strict=True):
            ranking = self._ranking(row)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, row: Any) -> list[dict[str, Any]]:
        best = row.argsort()[::-1][: self.config["ranking_length"]]
        return [{INTENT_NAME_KEY: str(self.model.classes_[i]), PREDICTED_CONFIDENCE_KEY: float(row[i])} for i in best]
