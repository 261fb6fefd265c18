"""The example company as it lives: its history until a moment, and from then on a stream.

What belongs here: drawing people who go on coming, laying their story on the reader's clock,
and wording it as real clients would send it: Segment calls, and facts as JSON.
What does not: sending, waiting and reading a clock, which are the sender's.
May import: what ``simulate`` may, and ``simulate`` itself, which knows nothing of this.
"""
