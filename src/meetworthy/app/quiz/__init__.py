"""The five questions in public: whether a team shows them to everybody, where, and on which sites.

What belongs here: the setting, its verbs, and how often one address may ask.  What does not: the
questions and their truth table, which are `definition.five_questions`; the page, which is `pages`.
"""
