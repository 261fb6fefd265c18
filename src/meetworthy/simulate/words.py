"""The reasons and the sentences that salespeople write down; invented."""

from __future__ import annotations

REJECTED = ("not our customer", "no answer", "student or private", "after the fair")
"""Why an MQL is rejected before contact."""

RECYCLED = ("no budget yet", "no answer", "no need", "bad timing")
"""Why an accepted lead does not become an SQL, or an SQL no opportunity."""

LOST = ("lost on price", "lost to a competitor", "no decision")
"""Why an opportunity is lost."""

REASONS = tuple(dict.fromkeys((*REJECTED, *RECYCLED, *LOST)))

COMING_BACK = ("no answer", "after the fair", "no budget yet", "bad timing", "no decision")
"""The reasons after which a lead may come back."""

DECLINED = ("not the right person", "no agenda", "only wanted a look")
"""Why a meeting that was held is declined."""

CRITERIA = ("need", "authority", "budget", "timeline")
STATUSES = ("denied", "partial", "confirmed", "unknown")
DENIED, PARTIAL, CONFIRMED, UNKNOWN = range(4)

SENTENCES = {
    "need": (
        "They are happy with what they have.",
        "Hand-over between marketing and sales is a topic, nothing urgent.",
        "Half of their MQLs are never called; it costs them deals.",
        "Did not come up.",
    ),
    "authority": (
        "Only collects information for somebody else.",
        "Reports to the VP and can bring her to the next call.",
        "Decides alone up to 30,000 EUR a year.",
        "Did not say who decides.",
    ),
    "budget": (
        "No money this year.",
        "Nothing planned, but can be found for a good case.",
        "A line of 20,000 EUR is set aside.",
        "Did not want to talk about money.",
    ),
    "timeline": (
        "Not before next year.",
        "Some time in the next two quarters.",
        "Wants to be live before the next board meeting.",
        "No date named.",
    ),
}
"""What salespeople write, by criterion and status."""
