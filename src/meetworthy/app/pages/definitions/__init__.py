"""The written definition: its versions, each as a document, the editor, and what a change does.

What belongs here: reading and showing versions, and forms that call the verbs of `definitions`.
"""
