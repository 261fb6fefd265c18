"""The meetings pages: lists with a month's four numbers, one meeting's life, booking by hand.

What belongs here: what these pages ask and show.  What does not: the verbs (`booking`), how a
meeting stands (`handoff`).
"""
