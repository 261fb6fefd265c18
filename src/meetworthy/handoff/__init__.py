"""Handing a lead over: business time, and the clocks of the SLA.

What belongs here: pure logic of what the teams promised each other: when a promise falls due
in somebody's working time, which clocks run for a lead, whether each was kept; who gets a lead
(``routing``), quotas and a meeting's life.  What does not: reading a clock, sending anything,
storing anything, counting how many promises were kept (``measure``).
May import: model, stats, definition, facts, judge and measure; ``holidays``.
"""
