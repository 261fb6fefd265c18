"""Letters: what is sent to people and leads by e-mail, and what comes back.

What belongs here: the table of letters, sending them through any SMTP server, who is not written
to, and reading bounces and replies.  What does not: what a letter says, which is whose it is.
"""
