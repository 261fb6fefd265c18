"""The endpoints that clients send facts to, one file for each form."""
