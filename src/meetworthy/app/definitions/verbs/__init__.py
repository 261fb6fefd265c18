"""What is done with versions: one verb a file, one transaction each, recorded as a deed.

Each takes ``by``, the access of whoever does it, and ``at``, when; versions are those of its
workspace.  Each raises PermissionDenied where they may not, and Refused where it can't be done.
"""

from .activate import activate
from .ask_dry_run import request_dry_run
from .save_draft import save_draft
from .sign import sign
from .withdraw import withdraw

__all__ = ["activate", "request_dry_run", "save_draft", "sign", "withdraw"]
