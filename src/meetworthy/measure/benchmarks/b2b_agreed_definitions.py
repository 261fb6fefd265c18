"""B2B teams whose marketing and sales agreed on their definitions."""

from .band import Band, BenchmarkSet

B2B_AGREED_DEFINITIONS = BenchmarkSet(
    name="b2b-agreed-definitions",
    label="B2B with well-agreed definitions",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="MQL to SQL where both teams signed one definition",
    strength="weak",
    bands=(
        Band(
            "mql",
            "sql",
            0.40,
            0.60,
            "MQL to SQL, healthy where definitions are agreed",
            below="under 30 %: MQL too loose, SQL too strict, or friction in the hand-off",
            above="over 70 %: SQL too lenient or MQL too tight",
            look_at_below="rejection reasons, then how long MQLs wait for sales",
            look_at_above="SQL to opportunity, and how many good leads never become MQLs",
        ),
    ),
)
