"""Linear classifiers over characters, taught with the phrases of the duties: they also know words no phrase has whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.agencies.models import Agency
from bot.agencies.onetext import OneText
from bot.agencies.wording import plain

_OFFICE = 0.5  # what the agency's own margin counts beside that of its best duty


@dataclass(frozen=True)
class Margins:
    """How near a text is: a margin for each agency (in the order of `PhraseModel.agencies`) and for each duty."""

    agencies: np.ndarray
    duties: np.ndarray


class PhraseModel:
    """Margins of a text to each agency that has duties: two classifiers, one of duties and one of agencies.

    One matter's phrases resemble each other more than one agency's do, so the best duty decides and the agency is asked besides.
    """

    def __init__(self, agencies: Sequence[Agency]) -> None:
        # scikit-learn takes seconds to import: only what routes or learns pays for it, not every command and the worker.
        from sklearn.feature_extraction.text import TfidfVectorizer

        duties = [(agency.id, duty) for agency in agencies for duty in agency.duties]
        self.agencies: list[str] = [agency.id for agency in agencies]
        lines = [(plain(phrase), index) for index, (_, duty) in enumerate(duties) for phrase in (duty.name, *duty.says)]
        of_duty = np.array([index for _, index in lines])
        self._owner = np.array([self.agencies.index(key) for key, _ in duties])
        self._starts = np.flatnonzero(np.diff(self._owner, prepend=-1))
        vectorizer = TfidfVectorizer(analyzer=characters, sublinear_tf=True, dtype=np.float32)
        found: csr_matrix = vectorizer.fit_transform([text for text, _ in lines])
        self._text = OneText.like(vectorizer, characters)
        self._duties = _learned(found, of_duty)
        self._offices = _learned(found, self._owner[of_duty])

    def margins(self, text: str) -> Margins:
        """About -1.5 is far away, above 0 is near."""
        duties, offices = (self._text.times(text, weights) + bias for weights, bias in (self._duties, self._offices))
        return Margins(np.maximum.reduceat(duties, self._starts) + _OFFICE * offices, duties)


def _learned(found: csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (a column a label) and biases of a linear classifier; labels count up from 0."""
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.5, tol=0.01, random_state=0).fit(found, labels)
    weights, bias = np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_)
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return np.ascontiguousarray(weights.T, dtype=np.float32), bias


def characters(text: str) -> list[str]:
    """Single characters and runs of two."""
    return [*text, *(text[start : start + 2] for start in range(len(text) - 1))]
