"""The short form before the calendar: who is asked, what came of it, who is reminded.

What belongs here: the forms that were sent, their links, answers as evidence, reminders and their
end.  What does not: the questions (the definition's), sending letters (``mail``), the pages that
leads see (``pages.public``).
"""
