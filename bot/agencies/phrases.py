"""A linear classifier over characters, taught with the phrases of the duties: it also knows words no phrase has whole."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from bot.agencies.models import Agency
from bot.agencies.wording import plain


class PhraseModel:
    """Margins of a text to each agency that has duties."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        # scikit-learn takes seconds to import: only what routes or learns pays for it, not every command and the worker.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        lines = [(plain(phrase), agency.id) for agency in agencies for duty in agency.duties for phrase in (duty.name, *duty.says)]
        self._vectorizer = TfidfVectorizer(analyzer=characters, sublinear_tf=True, dtype=np.float32)
        found: csr_matrix = self._vectorizer.fit_transform([text for text, _ in lines])
        model = LinearSVC(C=0.5, random_state=0).fit(found, [agency for _, agency in lines])
        self.classes: list[str] = [str(key) for key in model.classes_]
        self._weights = np.ascontiguousarray(np.atleast_2d(model.coef_).T, dtype=np.float32)
        self._bias = model.intercept_

    def margins(self, text: str) -> dict[str, float]:
        """One margin an agency id; about -1 is far away, above 0 is near."""
        row = self._vectorizer.transform([text])
        values = np.asarray(row @ self._weights).ravel() + self._bias
        return dict(zip(self.classes, map(float, values), strict=True))


def characters(text: str) -> list[str]:
    """Single characters and runs of two."""
    return [*text, *(text[start : start + 2] for start in range(len(text) - 1))]
