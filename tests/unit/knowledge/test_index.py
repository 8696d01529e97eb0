"""The index and what is kept of it."""

import numpy as np
import pytest

from bot.knowledge import ridge
from bot.knowledge.confidence import Evidence, belongs, confidence
from bot.knowledge.finder import Finder
from bot.knowledge.index import EntryIndex, Example
from bot.knowledge.outside import outside_examples
from bot.knowledge.ridge import scores
from tests.unit.knowledge.conftest import NAMES

EXAMPLES = [
    Example("申请要多久答复", 0), Example("几天给回信", 0), Example("答复期限是几天", 0),
    Example("外地人能申请吗", 1), Example("谁有资格申请", 1), Example("户口在外省行不行", 1),
    Example("今天天气怎么样", -1), Example("路灯坏了没人修", -1),
]  # fmt: skip


def test_each_label_is_found_by_a_question_of_its_kind():
    index = EntryIndex(EXAMPLES, 2)
    assert int(np.argmax(index.rank("多久给答复").score)) == 0
    assert int(np.argmax(index.rank("外省户口能申请不").score)) == 1


def test_what_lies_outside_is_told_from_what_lies_inside():
    index = EntryIndex(EXAMPLES, 2)
    assert index.rank("答复要几天").domain > 0 > index.rank("天气好不好").domain


def test_a_few_features_are_solved_as_they_are():
    """With a bucket for each shared feature the weights are those of ridge regression on the features themselves."""
    index = EntryIndex(EXAMPLES, 2)
    found = index.solved
    inside = [row for row, example in enumerate(EXAMPLES) if example.label >= 0]
    rows = found.postings.matrix()[inside][:, np.flatnonzero(found.postings.counts() > 1)].toarray()
    wanted = np.eye(2)[[EXAMPLES[row].label for row in inside]]
    direct = np.linalg.solve(rows.T @ rows + index.settings.ridge * np.eye(rows.shape[1]), rows.T @ wanted)
    assert found.weight == pytest.approx(direct, abs=1e-4)
    feature = int(np.flatnonzero(found.postings.counts() > 1)[3])
    assert scores(found.weight, found.fold, np.array([feature]), np.ones(1, np.float32)) == pytest.approx(direct[3], abs=1e-4)


def test_many_features_share_buckets_and_still_tell_labels_apart(monkeypatch):
    monkeypatch.setattr(ridge, "SIDE", 16)
    index = EntryIndex(EXAMPLES, 2)
    assert len(index.solved.weight) <= 16 < (index.solved.postings.counts() > 1).sum()
    assert {int(np.sign(one)) for one in index.solved.fold} == {-1, 0, 1}
    assert int(np.argmax(index.rank("多久给答复").score)) == 0
    assert int(np.argmax(index.rank("外省户口能申请不").score)) == 1


def test_chance_of_a_shared_bucket_does_not_outbid_the_forms():
    index = EntryIndex(EXAMPLES, 2)
    likeness = np.array([0.1, 0, 0, 0.4, 0, 0, 0, 0], np.float32)
    ranking = index.ranking(likeness, np.array([0.9, 0.3], np.float32), 1.0)
    assert int(np.argmax(ranking.score)) == 1


def test_a_kept_index_ranks_alike_and_a_broken_one_is_made_anew(tmp_path):
    fresh = EntryIndex(EXAMPLES, 2, cache=tmp_path).rank("几天答复").score
    [kept] = tmp_path.glob("knowledge-*.npz")
    assert EntryIndex(EXAMPLES, 2, cache=tmp_path).rank("几天答复").score == pytest.approx(fresh, abs=5e-3)
    kept.write_bytes(b"cut short")
    assert EntryIndex(EXAMPLES, 2, cache=tmp_path).rank("几天答复").score == pytest.approx(fresh, abs=5e-3)
    assert kept.stat().st_size > 100


def test_other_examples_have_a_solution_of_their_own(tmp_path):
    for left_out in range(6):
        EntryIndex(EXAMPLES[: len(EXAMPLES) - left_out], 2, cache=tmp_path)
    assert len(list(tmp_path.glob("knowledge-*.npz"))) == 4  # a few are in use side by side; older ones are cleared away


def test_being_asked_lessens_the_doubt():
    evidence = Evidence(nearest=0.3, score=0.4, margin=0.2, outside=0.3, domain=0.1)
    assert belongs(evidence, asked=0.0) < belongs(evidence, asked=0.5) < belongs(evidence, asked=1.0)
    assert 0 < confidence(evidence, asked=0.0) < confidence(evidence) < confidence(evidence, asked=1.0) < 1


def test_neighbours_under_one_clause_say_the_same(library):
    finder = Finder(library, "zongyang", NAMES)
    at = {entry.id: label for label, entry in enumerate(library.entries)}
    same = [label for label, entry in enumerate(library.entries) if entry.citations[:1] == library.by_id["reply-period"].citations[:1]]
    assert finder.apart([at["reply-period"], *[label for label in same if label != at["reply-period"]], at["oral"]]) == [at["reply-period"], at["oral"]]


def test_the_conversation_s_training_data_teaches_what_lies_outside(tmp_path):
    (tmp_path / "talk.yml").write_text(
        'nlu:\n  - intent: greet\n    examples: |\n      - 侬好呀\n      - 我是[张三](name)\n  - intent: ask\n    examples: |\n      - 几天答复呢\n', encoding="utf-8"
    )
    taught = set(outside_examples(tmp_path)) - set(outside_examples())
    assert taught == {"侬好呀", "我是张三"}
