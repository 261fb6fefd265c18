"""The endpoints, one file per noun: what it looks like, and the verbs that it knows.

`ROUTERS` of `service` is their registry.
"""
