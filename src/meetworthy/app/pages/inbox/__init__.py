"""The inbox: what needs somebody now, one lead beside it, and what can be done with it.

What belongs here: the page, its words, its acts as forms.  What does not: what is needed
(``handoff.needs``), what an act records (``desk.acts``).
"""
