"""DO: the use cases, each in one transaction; step.py takes a transition, audit.py writes the trail."""
