"""The five questions as a public page, and the page on which an admin opens it.

The public one has no script, no cookie and no account: what is answered stands in its address.
"""
