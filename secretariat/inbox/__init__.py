"""HEAR: mail that comes in. `door` takes it from the mail server, `receive` decides what it is, `filing` reads answers.

Reading the bytes is `mail.incoming`'s; what changes is `workflow.received`'s and, for a form, `workflow.offline`'s.
"""
