"""GPCTBA/C&I: goals, plans, challenges, timeline, budget, authority, consequences, implications.

Floor: semantics §5. Goals and challenges both answer need.
"""

from meetworthy.definition.language import Criterion, Framework
from meetworthy.model.criteria import Status

GPCTBA_CI = Framework(
    "gpctba_ci",
    "GPCTBA/C&I",
    (
        Criterion(
            "goals",
            "Goals",
            "need",
            Status.CONFIRMED,
            "What do you want to reach this year, in figures?",
        ),
        Criterion("plans", "Plans", None, Status.UNKNOWN, "How do you plan to get there?"),
        Criterion(
            "challenges",
            "Challenges",
            "need",
            Status.CONFIRMED,
            "What stands in the way of the plan?",
        ),
        Criterion(
            "timeline",
            "Timeline",
            "timeline",
            Status.PARTIAL,
            "By when must it be reached, and when would you start?",
        ),
        Criterion(
            "budget",
            "Budget",
            "budget",
            Status.PARTIAL,
            "What may it cost, or what does the problem cost you?",
        ),
        Criterion(
            "authority",
            "Authority",
            "authority",
            Status.UNKNOWN,
            "Who decides, and what matters to them?",
        ),
        Criterion(
            "consequences",
            "Consequences",
            None,
            Status.UNKNOWN,
            "What happens if the goal is missed?",
        ),
        Criterion(
            "implications",
            "Implications",
            None,
            Status.UNKNOWN,
            "What becomes possible if it is reached?",
        ),
    ),
)
