"""How well past messages can be routed: five-fold accuracy, macro-F1, confusion, accuracy against share answered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.model_selection import StratifiedKFold

from bot.agencies.history import Message, learn, shares
from bot.agencies.models import ProfileError

FOLDS = 5
_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True)
class Measured:
    """What came of measuring. `confusion` has a row a true label, a column a label given; `answered` pairs the share
    of messages answered (the surest first) with the accuracy on them.
    """

    messages: int
    accuracy: float
    macro_f1: float
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    answered: tuple[tuple[float, float], ...]


def measure(messages: Sequence[Message], folds: int = FOLDS) -> Measured:
    """Learns from all but one part and judges that part, for each part in turn; the same split every time.

    Errors: `ProfileError` when a label has fewer messages than there are parts.
    """
    truth = np.array([message.label for message in messages])
    labels, counts = np.unique(truth, return_counts=True)
    if counts.min() < folds:
        few = labels[counts.argmin()]
        raise ProfileError(f"标签“{few}”只有{counts.min()}条，少于{folds}条，不能评测")
    given, sure = np.empty(len(messages), dtype=object), np.zeros(len(messages))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(truth, truth):
        learned = learn([messages[index] for index in train])
        row = shares(learned.margins([(messages[index].title, messages[index].body) for index in test]))
        given[test] = np.array(learned.labels)[row.argmax(axis=1)]
        sure[test] = row.max(axis=1)
    return _measured(truth, given.astype(str), sure, labels)


def _measured(truth: np.ndarray, given: np.ndarray, sure: np.ndarray, labels: np.ndarray) -> Measured:
    right = (truth == given)[np.argsort(-sure, kind="stable")]
    answered = tuple((share, float(right[: max(1, round(share * len(right)))].mean())) for share in _SHARES)
    return Measured(
        messages=len(truth),
        accuracy=float(accuracy_score(truth, given)),
        macro_f1=float(f1_score(truth, given, average="macro")),
        labels=tuple(map(str, labels)),
        confusion=tuple(tuple(map(int, row)) for row in confusion_matrix(truth, given, labels=labels)),
        answered=answered,
    )
