"""How the characters of a message are read: the one place that training, the ablation and the desk without Rasa share."""
from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline


def untrained(max_ngram: int, strength: float) -> Pipeline:
    """TF-IDF of character n-grams and a logistic regression, one against the rest, to be fitted."""
    return make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, max_ngram), sublinear_tf=True),
        LogisticRegression(solver="liblinear", class_weight="balanced", C=strength, random_state=42),
    )
