"""Telling others: endpoints, signed messages, retries; at least once, under a stable id.

What belongs here: delivery of effects that judging recorded.  Nothing here decides anything.
"""
