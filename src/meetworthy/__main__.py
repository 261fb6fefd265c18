"""`python -m meetworthy` is `meetworthy`."""

from .cli import main

main()
