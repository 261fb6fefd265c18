"""Facts in: a team's own exports become one table of facts; what is told live, facts as told.

What belongs here: the notation of ``sources.yaml``, reading CSV and Parquet files by it,
checking every row, quarantine, identity (which aliases are one lead, one account, one
visitor), snapshots turned into facts by their difference, and the proposal of a mapping;
facts told in plain JSON, read and checked by the same rules (``telling*.py``).
What does not: definitions, judging, numbers; what happens when a visitor is identified or
two leads are merged is decided by judging.
May import: ``model``; DuckDB, pyarrow, numpy, scipy, pydantic, msgspec, tldextract.
"""
