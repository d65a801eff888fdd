"""TELL: compose, outbox, deliver, smtp."""
