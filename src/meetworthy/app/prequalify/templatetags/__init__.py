"""Template tags of the form."""
