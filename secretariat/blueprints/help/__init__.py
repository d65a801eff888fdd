"""Help: one short page per role."""
