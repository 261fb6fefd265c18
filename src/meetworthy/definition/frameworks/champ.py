"""CHAMP: challenges, authority, money, prioritization. Floor: semantics §5."""

from meetworthy.definition.language import Criterion, Framework
from meetworthy.model.criteria import Status

CHAMP = Framework(
    "champ",
    "CHAMP",
    (
        Criterion(
            "challenges",
            "Challenges",
            "need",
            Status.CONFIRMED,
            "Which challenge is it that you want to overcome?",
        ),
        Criterion(
            "authority",
            "Authority",
            "authority",
            Status.UNKNOWN,
            "Who else takes part in the decision?",
        ),
        Criterion(
            "money",
            "Money",
            "budget",
            Status.PARTIAL,
            "What would you spend on this, or have you spent on the like?",
        ),
        Criterion(
            "prioritization",
            "Prioritization",
            "timeline",
            Status.PARTIAL,
            "Where does this stand among your priorities, and by when?",
        ),
    ),
)
