"""The first crossing, hand-written for other engines, each as fast as we could make it.

What belongs here: one file per engine, each a function from a Parquet file of facts to one
row per lead that crosses.  What does not: any code of the product; the rivals know the
benchmark's rules by heart, as a hand-written query would.
May import: the engines only.
"""
