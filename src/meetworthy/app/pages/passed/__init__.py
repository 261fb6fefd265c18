"""What marketing passed on and what became of it: the page.

What belongs here: the page and its words.  What does not: the accounting (``desk.passed``).
"""
