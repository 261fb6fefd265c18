"""The service: the ledger's tables, ingestion, live judging, people, pages, API, operation.

What belongs here: everything that needs a database, a request or a clock.
What does not: what a word means, how a lead is judged, how a rate is measured; those are the
earlier rooms, and the service calls them unchanged.
May import: every room but `cli`.  This is the only home of Django.

Its rooms, in the order in which data flows: `ingest` and `imports` bring facts, `ledger` keeps
them, `judging` judges, `outbox` tells others, `definitions` holds the versions, `people` who may
do what; `api` and `pages` show it; `operate` runs it.
"""
