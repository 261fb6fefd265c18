"""The same question, answered by a stricter source."""

from .band import Band, BenchmarkSet

B2B_STRICT = BenchmarkSet(
    name="b2b-strict",
    label="A stricter source on the same question",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="MQL to SQL",
    strength="weak",
    bands=(
        Band(
            "mql",
            "sql",
            None,
            0.50,
            "MQL to SQL, over 40 – 50 % the MQL bar is too strict",
            above="the bar for an MQL is too strict",
            look_at_above="how many good leads never become MQLs",
        ),
    ),
)
