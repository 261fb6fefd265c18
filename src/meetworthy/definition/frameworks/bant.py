"""BANT: budget, authority, need, timeline. Floor: semantics §5."""

from meetworthy.definition.language import Criterion, Framework
from meetworthy.model.criteria import Status

BANT = Framework(
    "bant",
    "BANT",
    (
        Criterion(
            "budget",
            "Budget",
            "budget",
            Status.PARTIAL,
            "Is there money for this, or a way to find it?",
        ),
        Criterion(
            "authority",
            "Authority",
            "authority",
            Status.UNKNOWN,
            "Who decides, and can we talk to them?",
        ),
        Criterion(
            "need",
            "Need",
            "need",
            Status.CONFIRMED,
            "Which problem do you want to solve, and what does it cost you today?",
        ),
        Criterion(
            "timeline",
            "Timeline",
            "timeline",
            Status.PARTIAL,
            "By when must it be solved, and what happens then?",
        ),
    ),
)
