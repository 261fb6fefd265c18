"""A hand-made report to draw from: every figure is invented, every shape occurs."""

from __future__ import annotations

from meetworthy.measure.results import (
    Benchmark,
    Conversion,
    Cost,
    CurvePoint,
    DefinitionRef,
    Diagnosis,
    DirectEntry,
    FunnelReport,
    ImpossibleOrder,
    LateRecording,
    MatureRate,
    Money,
    NotYet,
    PeriodRatio,
    Rate,
    Read,
    Settings,
    Shrunk,
    SourceRow,
    StageCount,
    Trend,
    Velocity,
    Visits,
)
from meetworthy.model.problem import DataProblem

STAGES = ("lead", "mql", "sal", "sql", "sqm", "opportunity", "customer")
SAAS = Benchmark(
    set="b2b-saas",
    label="B2B SaaS",
    source="published SaaS funnel reports",
    year=None,
    sample=None,
    definition="MQL to SQL, each company by its own definition",
    strength="weak",
    low=0.18,
    high=0.22,
)
SQM_BAND = Benchmark(
    set="healthy-teams",
    label="Healthy teams",
    source="practitioners' guidance",
    year=None,
    sample=None,
    definition="SQM to opportunity",
    strength="weak",
    low=0.5,
    high=0.7,
)


def _wilson(converted: int, entered: int) -> Rate:
    """The Wilson interval, so that invented counts come with fitting intervals."""
    p, z2 = converted / entered, 1.959964**2
    middle = (p + z2 / (2 * entered)) / (1 + z2 / entered)
    half = 1.959964 * (p * (1 - p) / entered + z2 / (4 * entered**2)) ** 0.5
    half /= 1 + z2 / entered
    return Rate(p, middle - half, middle + half)


def _mature(rate: float, half: float, followed: int, days: int = 60) -> MatureRate:
    return MatureRate(days, rate, rate - half, rate + half, followed, complete=half < 0.005)


def _not_yet(days: int, followed: int) -> NotYet:
    why = f"{followed} have been followed for {days} days; 30 are needed."
    return NotYet(days, why, followed)


def _stages() -> tuple[StageCount, ...]:
    rows = (
        ("lead", 18_412, 19_020, 5_631, 9_400, "recorded"),
        ("mql", 5_631, 5_840, 3_204, 1_377, "judged"),
        ("sal", 3_120, 3_190, 664, 1_990, "decided"),
        ("sql", 664, 672, 402, 130, "decided"),
        ("sqm", 402, 405, 231, 92, "decided"),
        ("opportunity", 231, 231, 61, 70, "decided"),
        ("customer", 61, 61, 61, 0, "recorded"),
    )
    asserted = StageCount("sql (asserted)", "SQL", 702, 715, 70, 0, 632, "asserted", False)
    judged = tuple(
        StageCount(stage, stage.upper() if len(stage) == 3 else stage.capitalize(), entered,
                   entries, moved, left, entered - moved - left, series)
        for stage, entered, entries, moved, left, series in rows
    )  # fmt: skip
    return (*judged, asserted)


def _overall() -> tuple[Conversion, ...]:
    rows = (
        ("lead", "mql", 18_412, 5_631, 9_400, 0.306, 0.007, True),
        ("mql", "sal", 5_620, 3_112, 1_377, 0.561, 0.013, True),
        ("sal", "sql", 3_120, 655, 1_990, 0.214, 0.014, True),
        ("sql", "sqm", 662, 400, 130, 0.61, 0.038, True),
        ("sqm", "opportunity", 402, 231, 92, 0.58, 0.049, True),
        ("opportunity", "customer", 231, 61, 70, 0.27, 0.06, True),
        ("mql", "sql", 5_620, 655, 3_367, 0.118, 0.009, False),
        ("sql", "opportunity", 662, 231, 200, 0.36, 0.04, False),
        ("sql", "customer", 662, 61, 270, 0.092, 0.023, False),
        ("lead", "customer", 18_412, 61, 12_000, 0.0035, 0.0009, False),
    )
    return tuple(
        Conversion(
            a, b, None, None, entered, converted, left, entered - converted - left,
            _wilson(converted, entered),
            (
                _mature(rate * 0.8, half, entered * 8 // 10, 30),
                _mature(rate, half, entered * 6 // 10, 60),
                _mature(rate * 1.1, half * 1.2, entered * 4 // 10, 90),
                _not_yet(180, 12),
            ),
            consecutive=consecutive,
        )
        for a, b, entered, converted, left, rate, half, consecutive in rows
    )  # fmt: skip


def _cohorts() -> tuple[Conversion, ...]:
    rows = (
        ("2026-01", 910, 110, 0.121, 0.0215, True),
        ("2026-02", 880, 103, 0.117, 0.0213, True),
        ("2026-03", 1_010, 127, 0.126, 0.0205, True),
        ("2026-04", 950, 104, 0.112, 0.0201, True),
        ("2026-05", 990, 71, 0.118, 0.025, False),
        ("2026-06", 880, 14, None, None, False),
    )
    return tuple(
        Conversion(
            "mql", "sql", None, month, entered, converted, entered // 2,
            entered - converted - entered // 2, _wilson(converted, entered),
            (
                (MatureRate(60, rate, rate - half, rate + half, entered, complete), _not_yet(90, 4))
                if rate is not None and half is not None
                else (_not_yet(60, 0), _not_yet(90, 0))
            ),
            consecutive=False,
        )
        for month, entered, converted, rate, half, complete in rows
    )  # fmt: skip


SOURCES = (
    ("referral", 284, 96, 71, 0.331, 0.28, 0.39, 210.0),
    ("organic search", 1_120, 214, 150, 0.19, 0.17, 0.21, 340.0),
    ("paid search", 986, 131, 88, 0.134, 0.11, 0.16, 1_190.0),
    ("webinar", 2_310, 95, 52, 0.042, 0.034, 0.05, 2_480.0),
    ("partner fair", 38, 7, 4, 0.14, 0.08, 0.24, None),
    ("trial", 402, 118, 71, 0.287, 0.24, 0.33, 95.0),
    ("unknown", 310, 20, 11, 0.066, 0.045, 0.1, None),
    (None, 181, 14, 8, 0.079, 0.05, 0.13, None),
)


def _sources() -> tuple[SourceRow, ...]:
    return tuple(
        SourceRow(
            name, {"lead": 3 * mql, "mql": mql, "sql": sql, "sqm": sqm, "customer": sqm // 7},
            "mql", "sql", sql, _wilson(sql, mql), Shrunk(rate, low, high, None),
            (_mature(rate, (high - low) / 2, mql // 2),) if mql > 60 else (_not_yet(60, 17),),
            (Money("EUR", 12_000.0 * (sqm // 7), sqm // 7),) if sqm > 7 else (), 1,
        )
        for name, mql, sql, sqm, rate, low, high, _cost in SOURCES
    )  # fmt: skip


def _by_source() -> tuple[Conversion, ...]:
    return tuple(
        Conversion(
            "mql", "sql", {"source": name}, None, mql, sql, mql // 2, mql - mql // 2 - sql,
            _wilson(sql, mql), (_mature(rate, (high - low) / 2, mql // 2),),
            Shrunk(rate, low, high, 60), consecutive=False,
        )
        for name, mql, sql, _sqm, rate, low, high, _cost in SOURCES
    )  # fmt: skip


def _costs() -> tuple[Cost, ...]:
    period = ("2026-01-01", "2026-07-01")
    rows = [
        Cost("sqm", {"source": name}, "channel", *period, sqm, cost * sqm, "EUR", cost,
             cost * 0.8, cost * 1.3, None)
        if cost is not None
        else Cost("sqm", {"source": name}, "channel", None, None, sqm, None, None, None, None,
                  None, "No spend is recorded for this source.")
        for name, _mql, _sql, sqm, _rate, _low, _high, cost in SOURCES
    ]  # fmt: skip
    rows.append(
        Cost("sqm", None, "all", *period, 455, 610_000.0, "EUR", 1_340.7, 1_226.0, 1_472.0, None)
    )
    rows.append(
        Cost("customer", None, "all", *period, 61, None, None, None, None, None,
             "Spend is in EUR and USD, and no rates are given; they are not added.")
    )  # fmt: skip
    return tuple(rows)


def _velocity() -> tuple[Velocity, ...]:
    def curve(top: float, pace: float) -> tuple[CurvePoint, ...]:
        points = []
        for day in range(0, 121, 3):
            rate = top * (1 - 2 ** (-day / pace))
            half = 0.02 * rate / top + 0.0004 * day * top
            points.append(
                CurvePoint(float(day), rate, max(0.0, rate - half), rate + half, 5_600 - 40 * day)
            )
        return tuple(points)

    return (
        Velocity("mql", "sql", None, 655, 120, 9.0, 4.0, 21.0, None, curve(0.13, 10)),
        Velocity("sql", "sqm", None, 400, 120, 6.0, 3.0, 12.0, None, curve(0.62, 7)),
        Velocity(
            "sql", "customer", None, 61, None, None, None, None,
            "The curve is still rising after 120 days; more time is needed.", curve(0.14, 60),
        ),
    )  # fmt: skip


def _diagnosis() -> tuple[Diagnosis, ...]:
    return (
        Diagnosis(
            "mql", "sql", None, Rate(0.118, 0.109, 0.127), 60, SAAS, "below", None,
            "MQL to SQL is 11.8 % within 60 days (10.9 – 12.7), under the band of 18 – 22 %.",
            "the quality of MQLs by source, then how sales decides",
            ("The band comes from companies that each used a definition of their own.",),
        ),
        Diagnosis(
            "sqm", "opportunity", None, Rate(0.58, 0.531, 0.629), 60, SQM_BAND, "inside", None,
            "SQM to opportunity is 58.0 % within 60 days (53.1 – 62.9), inside 50 – 70 %.", None,
        ),
        Diagnosis(
            "mql", "sql", {"source": "partner fair"}, Rate(0.184, 0.092, 0.334), None, SAAS,
            "not enough to tell", 410,
            "MQL to SQL of partner fair is 18.4 % so far (9.2 – 33.4): not enough to tell, "
            "about 410 more needed.", None,
        ),
    )  # fmt: skip


def example_report() -> FunnelReport:
    """Return a report in which every kind of row occurs, with invented figures."""
    return FunnelReport(
        as_of="2026-07-01T00:00:00+02:00",
        definition=DefinitionRef("Northwind inbound", 3, "sha256:1f0c9a…"),
        read=Read(rows=41_233, taken=41_120, known=101, quarantined=12),
        settings=Settings("Europe/Berlin", "2026-01-01", (30, 60, 90, 180), ("industry",)),
        headline=(
            "MQL to SQL is 11.8 % within 60 days (10.9 – 12.7), under the SaaS band of 18 – 22 %.",
            "The gap is in one place: webinar leads, 41 % of MQLs, convert at 4.2 %.",
            "Without webinar leads the rate is 16.9 %.",
            "SQM to opportunity is inside its band; who qualifies is not the trouble.",
            "The cohort of June is too young to say anything.",
        ),
        stages=_stages(),
        conversions=(*_overall(), *_cohorts(), *_by_source()),
        period_ratios=(
            PeriodRatio("mql", "sql", "2026-05", 1_010, 112, 112 / 1_010),
            PeriodRatio("mql", "sql", "2026-06", 0, 3, None),
        ),
        direct_entries=(DirectEntry("mql", "sql", 9, ("L-0017", "L-0210", "L-1188")),),
        impossible_orders=(ImpossibleOrder("mql", "sql", 11, ("L-0003", "L-0977")),),
        velocity=_velocity(),
        sources=_sources(),
        campaigns=_sources()[:2],
        costs=_costs(),
        visits=(
            Visits(None, 88_120, 41_002, 3_110, _wilson(3_110, 41_002)),
            Visits("2026-05", 15_001, 8_400, 590, _wilson(590, 8_400)),
            Visits("2026-06", 14_310, 8_020, 402, _wilson(402, 8_020)),
        ),
        diagnosis=_diagnosis(),
        trends=(
            Trend(
                "mql", "sql", 60, "2025-Q4", "2026-Q1", Rate(0.142, 0.129, 0.156),
                Rate(0.121, 0.109, 0.134), Rate(-0.021, -0.039, -0.003), "fallen",
                "MQL to SQL fell from 14.2 % to 12.1 % within 60 days.",
            ),
        ),
        late_recording=(
            LateRecording(
                "mql", "customer", "2025-06-14", "2025-12-05", 61.2, 2.6e-27, "2025-12-05"
            ),
        ),
        problems=(
            DataProblem(
                "recording_starts_late", 1,
                "Entries into customer are recorded only from 2025-12-05, into MQL from "
                "2025-06-14; earlier cohorts look dead and are not.",
            ),
            DataProblem(
                "impossible_order", 11, "11 leads became SQL before they became MQL.",
                ("L-0003", "L-0977"),
            ),
            DataProblem(
                "empty_source", 181,
                "181 leads have an empty source, which is not the same as `unknown`.",
                ("L-0001", "<b>L-0002</b>"),
            ),
        ),
    )  # fmt: skip
