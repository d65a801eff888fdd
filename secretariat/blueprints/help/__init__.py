"""/help: one short page for each role."""
