"""The nouns: fact, criterion, stage entry, problem, time; their Arrow schemas.

What belongs here: values without behaviour beyond their own validity, and the
tables they travel in.  What does not: reading files, judging, measuring.
May import: pyarrow, ruamel.yaml (documents with their lines) and the standard library.
"""
