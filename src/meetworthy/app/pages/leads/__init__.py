"""The leads of a workspace: searched, filtered, ordered, with columns and saved views.

What belongs here: reading the URL into a question, showing the answer.  How leads are found is
`judging.listing`.
"""
