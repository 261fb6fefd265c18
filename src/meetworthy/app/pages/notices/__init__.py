"""What one is told of here, and how: a person's own choices, and the way out of mails.

What belongs here: reading and showing choices and what was told, and forms that call the verbs
of `notices.choices`.
"""
