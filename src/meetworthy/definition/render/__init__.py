"""A definition as a document that marketing and sales both read.

What belongs here: the sentences (``content``), conditions in words (``phrases``), and the two
forms, Markdown and HTML.  What does not: files, and anything about data.
May import: ``model``, ``definition``.
"""

from .html import to_html
from .markdown import to_markdown

__all__ = ["to_html", "to_markdown"]
