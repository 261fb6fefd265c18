"""The shape of a definition file: which words stand where, and of what type.

What belongs here: pydantic models of the notation, one module per part of the file, and the
translation of their errors into problems with places (``validate``).  What does not: what
the words mean together (``definition.rules``).  May import: ``model``, pydantic.
"""

from .file import DefinitionFile
from .validate import validate

__all__ = ["DefinitionFile", "validate"]
