"""Who is told of what happens here: endpoints of others, their secrets and deliveries.

What belongs here: reading and showing them, and forms that call the verbs of `outbox.endpoints`.
"""
