"""The product at work on an example company: prepared once, then alive for as long as it runs.

What belongs here: making the demo's workspaces, people and history by the same verbs as anybody,
and sending what the company's website, product and tools send, over HTTP as they would.
What does not: the company itself, which is `simulate`.
"""
