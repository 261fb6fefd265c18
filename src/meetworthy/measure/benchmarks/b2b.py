"""What becomes of the leads that sales qualified."""

from .band import Band, BenchmarkSet

B2B = BenchmarkSet(
    name="b2b",
    label="B2B, from SQL to opportunity",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="SQL to opportunity, each company by its own definition",
    strength="weak",
    bands=(
        Band(
            "sql",
            "opportunity",
            0.50,
            None,
            "SQL to opportunity",
            below="too many unqualified leads are passed on",
            look_at_below="which criteria are still unknown when an SQL is made",
        ),
    ),
)
