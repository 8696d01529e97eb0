"""Answers citizens' questions from entries with sources: what other areas call."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from bot.knowledge.computed import compute, compute_beside, compute_part
from bot.knowledge.confidence import BELONGS, SURE, THRESHOLD
from bot.knowledge.excerpt import excerpt
from bot.knowledge.finder import Finder, Found
from bot.knowledge.imported import ImportedClauses
from bot.knowledge.loader import load_library
from bot.knowledge.models import Answer, Citation, Clause, Entry, Library, Option
from bot.knowledge.text import clean, is_english, matters, normalise, without_own_numbers

__all__ = ["Answer", "Citation", "Knowledge", "Option"]

_MAX_TEXT = 500  # what a question is said in; a longer text is a statement of facts, read by its first part
_MAX_MATTERS = 6
_A_WORD = 2  # 公开, 信息, 费用: one word asks nothing yet
_CERTAIN = 0.9  # a computed answer, or a single matter in an entry's own words: nothing else to look for
_PART = re.compile(r"[,，。.;；!！?？\s]+")
_STORY, _TAIL = 20, 6  # a text this long ends with its question; an end this short says nothing by itself
_LONG, _SURE_OF_LONG = 80, 0.62  # in so long a story some part resembles a question by chance
_CLEARLY = 0.15  # how much surer a part must be than the whole message
_TELLS = frozenset({"answered", "redirected"})  # answers that may stand beside one another
_CLAUSES_LOOKED_AT = 5  # the best ones may belong to another place or be out of force
_BESIDE_ENTRY = 0.35  # of the telling words that an entry must lack and a clause bear to be quoted instead of it
_CLAUSE_SHARE = 0.65  # the telling words of a question that a clause must bear to be quoted


class Knowledge:
    """The desk's knowledge: `answer` never guesses; what it is not sure of it leaves to the conversation (None)."""

    def __init__(
        self,
        library: Library,
        place: str | None,
        place_names: Mapping[str, str],
        cache: Path | None = None,
        imports: Path | None = None,
        talk: Path | None = None,
        others: Sequence[str] = (),
    ) -> None:
        self._library = library
        self._find_in = lambda content: Finder(content, place, place_names, cache, talk, others)
        self._finder = self._find_in(library)
        self._clauses = ImportedClauses(library.clauses, imports)

    @property
    def library(self) -> Library:
        """The content that answers come from."""
        return self._library

    def revised(self, library: Library) -> "Knowledge":
        """The same desk's knowledge with other entries and sources; imported documents are followed by both."""
        other = copy(self)
        other._library, other._finder = library, self._find_in(library)
        return other

    @classmethod
    def load(
        cls,
        folder: Path,
        place: str | None,
        place_names: Mapping[str, str],
        cache: Path | None = None,
        imports: Path | None = None,
        others: tuple[str, ...] = (),
    ) -> "Knowledge":
        """The knowledge in `folder` as the desk of `place` tells it; unchanged content is indexed once per process.

        With `cache` (a folder that may be written) the solved classifier is kept there for the next process.
        Documents in `imports` are followed: a new one is quoted a few seconds later. `place_names` says which profile a
        name in a text means (枞阳 → zongyang). `others`: how people put the matters of agencies, which are no questions for
        the knowledge. Raises `KnowledgeError`.
        """
        return _load(folder, place, tuple(sorted(place_names.items())), cache, imports, others, _fingerprint(folder))

    def answer(self, text: str, *, today: date, language: str = "zh", asked: float | None = None) -> Answer | None:
        """The answer to a question, with its citations; None for small talk, filing, other fields and the unknown.

        Two questions in one message are both answered. Only content valid on `today` is used (Asia/Shanghai date).
        `asked`: the chance (0..1) that the conversation's own understanding gives the message to be such a question.
        """
        text = without_own_numbers(text[:_MAX_TEXT])
        if not normalise(text):
            return None
        language = "en" if is_english(text) else language
        whole = self._one(text, today, language, asked)
        said = matters(text)[:_MAX_MATTERS]
        if whole is not None and whole.confidence >= _CERTAIN and (len(said) < 2 or whole.entry_id not in self._library.by_id):
            return whole
        parts = [answer for part in said if (answer := self._one(part, today, language, of=text))] if len(said) > 1 else []
        bar = SURE if len(text) <= _LONG else _SURE_OF_LONG
        sure = {part.entry_id: part for part in parts if part.confidence >= bar and part.outcome != "clarify"}
        if len(sure) > 1:
            return _joined(list(sure.values()))
        tails = [answer for tail in _tails(text) if (answer := self._one(tail, today, language, of=text))]
        heard = [one for one in (*parts, *tails) if one.outcome != "clarify" and (len(text) <= _LONG or one.confidence >= bar)]
        better = max(heard, key=lambda one: one.confidence, default=None)
        if whole is None or whole.outcome == "clarify":
            return better or whole
        if better is None or better.confidence <= whole.confidence:
            return whole
        return _in_its_story(better, whole) if better.confidence > whole.confidence + _CLEARLY else _with_its_question(whole, better)

    def foresee(self, text: str) -> None:
        """Do the costly part of answering these words now; `answer` says the same with or without it."""
        self._finder.foresee(without_own_numbers(text[:_MAX_TEXT]))

    def search(self, text: str, *, today: date, limit: int = 4) -> list[Answer]:
        """What somebody of the staff can choose from, the likeliest first: the answer, then the entries nearest in meaning."""
        text = text[:_MAX_TEXT]
        if len(normalise(text)) < _A_WORD:
            return []
        answer = self.answer(text, today=today, asked=1.0)
        found = {answer.entry_id: answer} if answer is not None and answer.outcome != "clarify" else {}
        for entry in self._finder.nearest(text, today, limit):
            found.setdefault(entry.id, self._said(Found(entry, 0.0, (), 0.0), text, today, "zh"))
        return list(found.values())[:limit]

    def _one(self, text: str, today: date, language: str, asked: float | None = None, of: str | None = None) -> Answer | None:
        """`of`: the message that the text is a part of; a date or sum is worked out from a part only where it holds all of them."""
        places = self._finder.places(text)
        computed = (
            compute(clean(text), today, self.library, places)
            if of is None
            else compute_part(clean(text), clean(of), today, self.library, places)
        )
        if computed is not None:
            return computed
        found = self._finder.find(text, today, asked) if len(_PART.sub("", text)) > _A_WORD else None
        if found is not None and found.confidence >= THRESHOLD:
            worked = compute_beside(found.entry, clean(text), today, self.library, places) if of is None else None
            return worked or self._quoted(text, today, found.entry) or self._said_with_rival(found, text, today, language)
        return self._quoted(text, today) or (_choice(found) if found is not None and found.confidence and found.belongs >= BELONGS else None)

    def _said_with_rival(self, found: Found, text: str, today: date, language: str) -> Answer:
        """The answer; where it may well not be the one, with the next likely one beside it."""
        said = self._said(found, text, today, language)
        if found.rival is None:
            return said
        return _with(said, self._said(Found(found.rival, found.confidence, (), found.belongs), text, today, language))

    def _said(self, found: Found, question: str, today: date, language: str) -> Answer:
        entry = found.entry
        if language == "en" and entry.answer_en:
            text = entry.answer_en
        else:
            text = "\n".join(part for part in (entry.answer, entry.ask_back) if part)
        following = [self.library.by_id[one] for one in entry.next if one in self.library.by_id]
        meant = found.others[:1] if found.confidence < SURE else ()
        places = self._finder.places(question) | {None}
        options = tuple(dict.fromkeys(_option(one) for one in (*meant, *following) if one.valid(today) and one.place in places))
        title = next((form for form in entry.questions if is_english(form)), "") if language == "en" else entry.questions[0]
        return Answer(text, tuple(map(self._linked, entry.citations)), found.confidence, entry.id, options, entry.outcome, title)

    def _linked(self, citation: Citation) -> Citation:
        source = self.library.sources.get(citation.source)
        return citation if source is None or citation.url else replace(citation, url=source.url)

    def _quoted(self, text: str, today: date, entry: Entry | None = None) -> Answer | None:
        """The clause of an imported document that bears nearly all of the question's telling words, word for word.

        Beside an entry that was found it counts only when the entry does not speak of what is asked about.
        """
        index = self._clauses.index()
        places = self._finder.places(text) | {None}
        for clause, share in index.find(text, _CLAUSES_LOOKED_AT):
            if share < _CLAUSE_SHARE or clause.place not in places or not self._in_force(clause, today):
                continue
            if entry is not None and share - index.share(text, _words_of(entry)) < _BESIDE_ENTRY:
                return None
            found = excerpt(clause, text, index)
            citation = Citation(clause.source, found.article, quote=found.text, url=clause.url)
            under = f"（{clause.heading}）" if clause.heading else ""
            said = f"《{clause.source}》{found.article}{under}是这样写的：“{found.text}”"
            return Answer(said, (citation,), round(share, 3), f"{clause.source}#{found.article}")
        return None

    def _in_force(self, clause: Clause, today: date) -> bool:
        source = self.library.sources.get(clause.source)
        return clause.valid(today) and (source is None or source.live(today))


def _words_of(entry: Entry) -> str:
    return " ".join((*entry.questions, entry.answer))


def _option(entry: Entry) -> Option:
    return Option(entry.questions[0], entry.questions[0])


def _choice(found: Found) -> Answer:
    said = "您想问的是下面哪一件？请点一个，或者换个说法再说一遍。"
    return Answer(said, (), found.confidence, found.entry.id, tuple(map(_option, (found.entry, *found.others))), "clarify")


def _tails(text: str) -> list[str]:
    """The end of a long story, where the question stands: its last sentence part, and its last two."""
    parts = [part for part in _PART.split(text) if len(part) > 1]
    tails = [" ".join(parts[-count:]) for count in (1, 2) if len(parts) > count + 1 and len(text) >= _STORY]
    return [tail for tail in tails if len(tail) >= _TAIL]


def _with(answer: Answer, other: Answer) -> Answer:
    """The answer with the other beside it, where both say what they answer (a date worked out or a clause quoted does not) and tell two things."""
    if not (answer.title and other.title) or answer.entry_id == other.entry_id or not {answer.outcome, other.outcome} <= _TELLS:
        return answer
    return replace(answer, beside=replace(other, beside=None))


def _in_its_story(part: Answer, whole: Answer) -> Answer:
    """A surer answer to a part, with what the whole message may mean beside it: «…替她去要，光带户口本中不中» asks of agents, too."""
    if whole.beside is None:
        return part
    return _with(part, whole if whole.entry_id != part.entry_id else whole.beside)


def _with_its_question(whole: Answer, part: Answer) -> Answer:
    """The answer to the whole message with that to a part which is a little surer of something else: «…弄丢了，再要一回行不»."""
    return whole if whole.beside is not None else _with(whole, part)


def _joined(answers: Sequence[Answer]) -> Answer:
    """Several questions of one message answered one after another."""
    text = "\n\n".join(f"{number}. {answer.text}" for number, answer in enumerate(answers, 1))
    citations = tuple(dict.fromkeys(citation for answer in answers for citation in answer.citations))
    options = tuple(dict.fromkeys(option for answer in answers for option in answer.options))
    return Answer(text, citations, min(a.confidence for a in answers), "+".join(a.entry_id for a in answers), options)


@lru_cache(maxsize=8)
def _load(
    folder: Path,
    place: str | None,
    place_names: tuple[tuple[str, str], ...],
    cache: Path | None,
    imports: Path | None,
    others: tuple[str, ...],
    fingerprint: str,
) -> Knowledge:
    del fingerprint  # part of the key only: changed content is read again
    return Knowledge(load_library(folder), place, dict(place_names), cache, imports, _talk_beside(folder), others)


def _fingerprint(folder: Path) -> str:
    digest = sha256()
    talk = _talk_beside(folder)
    for path in sorted([*folder.rglob("*.yml"), *(talk.glob("*.yml") if talk else ())]) if folder.is_dir() else []:
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _talk_beside(folder: Path) -> Path | None:
    """The conversation's training data, where the project keeps it beside its knowledge."""
    talk = folder.parent / "data" / "nlu"
    return talk if talk.is_dir() else None
