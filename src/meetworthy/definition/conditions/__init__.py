"""Conditions: from the text of a SQL boolean expression to a checked, typed expression.

What belongs here: reading the text (``tokens``), the closed grammar (``meaning``), types
(``types``), and what a condition may speak of where it stands (``scope``).  What does not:
evaluating.  May import: ``model``, ``definition.expression``, sqlglot.
"""

from .read import parse_condition
from .scope import Scope

__all__ = ["Scope", "parse_condition"]
