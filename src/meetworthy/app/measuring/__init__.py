"""The numbers of a workspace, measured in the background and kept for pages and the API.

What belongs here: which questions are asked, when they are measured again, where the answers
lie.  How anything is measured is the room `measure`; how it is shown is `report` and the pages.
May import the apps `definitions`, `ledger`, `people`, `operate`; never the pages or the API.
"""
