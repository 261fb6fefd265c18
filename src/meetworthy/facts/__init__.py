"""Facts in: a team's own exports become one table of facts.

What belongs here: the notation of ``sources.yaml``, reading CSV and Parquet files by it,
checking every row, quarantine, identity (which aliases are one lead, one account, one
visitor), snapshots turned into facts by their difference, and the proposal of a mapping.
What does not: definitions, judging, numbers; what happens when a visitor is identified or
two leads are merged is decided by judging.
May import: ``model``; DuckDB, pyarrow, numpy, scipy, pydantic, tldextract.
"""
