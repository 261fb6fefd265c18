"""MQL to SQL by the kind of source."""

from .band import Band, BenchmarkSet

BY_SOURCE = BenchmarkSet(
    name="by-source",
    label="By the kind of source",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="MQL to SQL of leads from one kind of source",
    strength="weak",
    bands=(
        Band(
            "mql",
            "sql",
            0.50,
            0.70,
            "MQL to SQL of inbound with high intent",
            source_words=("demo", "trial", "pricing"),
            below="requests of high intent are lost: speed, routing or fit",
            above="better than usual, or SQL is too lenient",
            look_at_below="how long they wait for a first contact, and why they are rejected",
            look_at_above="SQL to opportunity of this source",
        ),
        Band(
            "mql",
            "sql",
            0.15,
            0.25,
            "MQL to SQL of gated content",
            source_words=("content", "ebook", "whitepaper", "webinar", "download"),
            below="readers are passed on as buyers",
            above="better than usual, or the bar for these MQLs is too high",
            look_at_below="asking for a second signal beside the download",
            look_at_above="how many of these leads never become MQLs",
        ),
        Band(
            "mql",
            "sql",
            0.20,
            0.40,
            "MQL to SQL of events and conferences",
            source_words=("event", "conference", "fair", "exhibition"),
            below="badges are passed on as buyers",
            above="better than usual, or SQL is too lenient",
            look_at_below="what was said at the stand, and how soon sales followed up",
            look_at_above="SQL to opportunity of this source",
        ),
    ),
)
