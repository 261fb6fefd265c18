"""The example company: a simulator of a believable B2B team's data, with its truth.

What belongs here: the generating model (who comes from where, what they do, what sales
decides, what goes wrong in the recording), and the writing of it as exports or as facts.
What does not: judging and measuring.  The truth is drawn by a process of its own, so that
tests can ask whether the product's numbers find it.
May import: model, facts, definition; never judge or measure.
"""
