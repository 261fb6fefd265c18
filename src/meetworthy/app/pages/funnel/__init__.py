"""The funnel as last measured: stages, conversions, months, velocity, what to look at.

What belongs here: reading the URL into a question of `measuring`, and showing its answer with
the sections of `report`.  Nothing is measured here.
"""
