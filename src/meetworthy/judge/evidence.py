"""What is known of each criterion, from whom, and which assessment holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meetworthy.definition.language import Framework
from meetworthy.model.criteria import Learned, Status, learned_how
from meetworthy.model.fact import Fact
from meetworthy.model.text import folded

_WAYS = tuple(Learned)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of one criterion, with its evidence."""

    status: Status
    learned: Learned
    at: int
    by: str | None = None
    how: str | None = None
    words: str | None = None


class Evidence:
    """The latest assessment under each word for a criterion, in each way of learning.

    Of the assessments that have not expired, what a salesperson learned outranks a form, a
    form outranks an inference, and among equals the latest holds.
    """

    def __init__(self) -> None:
        self._latest: dict[tuple[str, Learned], tuple[int, Assessment]] = {}
        self._taken = 0

    def take(self, fact: Fact) -> None:
        """Take an assessment into account; a word that is no status says nothing."""
        found = assessment_in(fact)
        if found is None:
            return
        criterion, assessment = found
        self._taken += 1
        key = criterion, assessment.learned
        if key not in self._latest or assessment.at >= self._latest[key][1].at:
            self._latest[key] = self._taken, assessment

    def standing(
        self, words: tuple[str, ...], *, at: int, expiry: int | None
    ) -> tuple[Assessment, ...]:
        """Return what was learned of a criterion and has not expired, what holds first."""
        if not self._latest:
            return ()
        found = []
        for word in words:
            for learned in _WAYS:
                taken, latest = self._latest.get((word, learned), (0, None))
                if latest is not None and (expiry is None or at < latest.at + expiry):
                    found.append(((learned, latest.at, taken), latest))
        return tuple(latest for _, latest in sorted(found, key=lambda f: f[0], reverse=True))

    def status(self, words: tuple[str, ...], *, at: int, expiry: int | None) -> Status:
        """Return the status that holds; unknown where nothing does."""
        standing = self.standing(words, at=at, expiry=expiry)
        return standing[0].status if standing else Status.UNKNOWN


_STATUS = {
    "confirmed": Status.CONFIRMED,
    "partial": Status.PARTIAL,
    "denied": Status.DENIED,
    "unknown": Status.UNKNOWN,
}


def status_word(text: str) -> Status | None:
    """Return the status that a text says, however it is spelt; None where it says none."""
    return _STATUS.get(folded(text).strip(" "))


def criterion_word(text: str) -> str:
    """Return the word under which evidence on a criterion is kept, however it is spelt."""
    return folded(text).strip(" ").replace(" ", "_")


def assessment_in(fact: Fact) -> tuple[str, Assessment] | None:
    """Return what a ``criterion.assessed`` fact says: the criterion as written, the assessment."""
    status = status_word(str(fact.properties.get("status", "")))
    criterion = criterion_word(str(fact.properties.get("criterion", "")))
    if status is None or not criterion:
        return None
    how, words = fact.properties.get("how"), fact.properties.get("words")
    learned = learned_how(None if how is None else str(how))
    return criterion, Assessment(
        status,
        learned,
        fact.occurred_at,
        fact.actor,
        None if how is None else str(how),
        None if words is None else str(words),
    )


def words_for(framework: Framework, concepts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return, for each criterion of a framework, the words under which evidence may stand.

    Its own name, and the names in other frameworks that answer the same of need, authority,
    budget and timeline (``concepts``: name to what it answers), so that evidence survives a
    change of framework.  A name of this framework means that criterion alone.
    """
    own = {criterion.slug for criterion in framework.criteria}
    return {
        criterion.slug: (
            criterion.slug,
            *(w for w, c in sorted(concepts.items()) if c == criterion.answers and w not in own),
        )
        for criterion in framework.criteria
    }
