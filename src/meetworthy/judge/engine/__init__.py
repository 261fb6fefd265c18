"""The engine: the interpreter's meaning for millions of leads.

DuckDB reads the facts and turns each into a row of small numbers: which rules it fulfils,
which attributes it states.  A fixed, compiled loop folds those rows, lead by lead.  A
definition becomes arrays; nothing is compiled for it.

What belongs here: ``program`` (conditions as small programs), ``sql`` (conditions on one
fact), ``tables`` (a timeline as arrays), ``columns`` and ``events`` (facts as rows), ``order``
(rows by lead and time), ``kernel/`` (the fold, in C), ``layout`` (its structs), ``build`` and
``native`` (making and loading it), ``run`` (all of it).
What does not: any meaning that the interpreter does not have.
"""
