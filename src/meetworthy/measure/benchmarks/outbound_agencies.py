"""Outbound agencies and B2B services."""

from .band import Band, BenchmarkSet

OUTBOUND_AGENCIES = BenchmarkSet(
    name="outbound-agencies",
    label="Outbound agencies and B2B services",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="SQL to closed-won",
    strength="weak",
    bands=(
        Band(
            "sql",
            "customer",
            0.20,
            0.35,
            "SQL to closed-won",
            below="under one in five: the criteria, the discovery, or both",
            above="better than usual, or SQLs are made late",
            look_at_below="which criteria lost deals had not confirmed",
            look_at_above="how many deals are won without an SQL",
        ),
    ),
)
