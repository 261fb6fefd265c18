"""B2B software as a service."""

from .band import Band, BenchmarkSet

B2B_SAAS = BenchmarkSet(
    name="b2b-saas",
    label="B2B SaaS",
    source="published B2B SaaS funnel figures; top performers 25 – 35 %",
    year=None,
    sample=None,
    definition="MQL to SQL, each company by its own definition",
    strength="weak",
    bands=(
        Band(
            "mql",
            "sql",
            0.18,
            0.22,
            "MQL to SQL in B2B SaaS",
            below="MQLs that sales does not want, or a hand-off that loses them",
            above="better than usual, or an MQL bar that keeps leads out; 25 – 35 % is top",
            look_at_below="rejection reasons and rates by source",
            look_at_above="how many good leads never become MQLs",
        ),
    ),
)
