"""Notices: what people are told of, at once or in a digest, by mail or in their chat.

What belongs here: who hears of an effect, each person's choices, the texts, the digest, and
sending to chats.  What does not: what happened (``judging``), letters on their way (``mail``),
messages to other systems (``outbox``).
May import: ledger, people, definitions, roster, mail, outbox; judging's tables it reads by SQL.
"""
