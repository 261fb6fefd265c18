"""The numbers: conversion, velocity, cost, sources, visits, diagnosis; one file each.

What belongs here: turning stage entries and facts into the values of `results`, with their
uncertainty and what can't be said.  What does not: judging leads, drawing, reading files.
May import: model, stats, definition, facts and judge; DuckDB and numpy.
"""
