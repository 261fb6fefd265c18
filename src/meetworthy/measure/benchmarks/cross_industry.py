"""The popular average over all industries."""

from .band import Band, BenchmarkSet

CROSS_INDUSTRY = BenchmarkSet(
    name="cross-industry",
    label="Average over all industries",
    source="averages that are widely repeated",
    year=None,
    sample=None,
    definition="each publication by its own definition",
    strength="weak",
    bands=(
        Band(
            "mql",
            "sql",
            0.10,
            0.25,
            "MQL to SQL, average 13 %",
            below="a problem of lead quality or targeting",
            above="either excellent, or the bar for an MQL is too high",
            look_at_below="the sources with the lowest rates, and the fit of their MQLs",
            look_at_above="how many good leads never become MQLs",
            warning=(
                "The figure of 13 % behind this band probably goes back to a study of 2014 of some "
                "500 US firms that measured lead to opportunity within 84 days, not MQL to SQL."
            ),
        ),
        Band("sql", "customer", 0.06, 0.06, "SQL to closed-won, about 6 %", average=True),
        Band(
            "sql",
            "customer",
            0.147,
            0.147,
            "SQL to closed-won of referrals, 14.7 %",
            average=True,
            source_words=("referral",),
        ),
        Band(
            "sql",
            "customer",
            0.078,
            0.078,
            "SQL to closed-won of e-mail campaigns, 7.8 %",
            average=True,
            source_words=("email", "e-mail", "newsletter"),
        ),
        Band(
            "sql",
            "customer",
            0.01,
            0.01,
            "SQL to closed-won of events, about 1 %",
            average=True,
            source_words=("event", "conference", "fair"),
        ),
    ),
)
