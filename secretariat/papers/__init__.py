"""FILL IN: a call's questions on paper: as a Word document, or as plain text for the poorest line; and back again.

`boxes` says what there is to fill in, `word` and `typed` write it, `reading` reads what came back (in a child, since
it is a stranger's file), and `meaning` says question by question what was understood. Nothing here changes a row.
"""
