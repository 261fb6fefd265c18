"""MEDDIC: metrics, economic buyer, decision criteria and process, pain, champion.

Floor: semantics §5. The economic buyer answers authority; the decision process, which has
dates, answers the timeline; nothing in MEDDIC asks for a budget by itself.
"""

from meetworthy.definition.language import Criterion, Framework
from meetworthy.model.criteria import Status

MEDDIC = Framework(
    "meddic",
    "MEDDIC",
    (
        Criterion(
            "metrics",
            "Metrics",
            None,
            Status.PARTIAL,
            "Which figure should change, and by how much?",
        ),
        Criterion(
            "economic_buyer",
            "Economic buyer",
            "authority",
            Status.PARTIAL,
            "Who releases the money, and can we talk to them?",
        ),
        Criterion(
            "decision_criteria",
            "Decision criteria",
            None,
            Status.PARTIAL,
            "By what will you choose?",
        ),
        Criterion(
            "decision_process",
            "Decision process",
            "timeline",
            Status.PARTIAL,
            "Which steps lead to a signature, and by when?",
        ),
        Criterion(
            "pain",
            "Identify pain",
            "need",
            Status.CONFIRMED,
            "What hurts today, and what happens if nothing is done?",
        ),
        Criterion(
            "champion",
            "Champion",
            None,
            Status.PARTIAL,
            "Who inside wants this to happen, and will speak for it?",
        ),
    ),
)
