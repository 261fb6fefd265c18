"""The team's month: who has come how far with their quota, and which promises were kept.

What belongs here: showing what `measuring` says of a month, and the leads behind each number.
"""
