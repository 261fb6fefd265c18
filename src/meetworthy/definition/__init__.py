"""The written definition: its language, its checks, its versions, its readable form.

What belongs here: loading definition files, every check of them (one a file, in
``rules/``), conditions as typed expressions, frameworks, ready-made packs, rendering as a
document, the JSON schema.  What does not: evaluating anything against facts.
May import: ``model``.
"""
