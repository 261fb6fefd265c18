"""What becomes of the meetings that count."""

from .band import Band, BenchmarkSet

HEALTHY_TEAMS = BenchmarkSet(
    name="healthy-teams",
    label="Healthy teams",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="SQM to opportunity, where sales confirms what counts",
    strength="weak",
    bands=(
        Band(
            "sqm",
            "opportunity",
            0.50,
            0.70,
            "SQM to opportunity in healthy teams",
            below="the bar for an SQM is too low",
            above="better than usual, or the bar for an SQM keeps meetings out",
            look_at_below="which meetings count, and who confirms them",
            look_at_above="meetings that were held and did not count",
        ),
    ),
)
