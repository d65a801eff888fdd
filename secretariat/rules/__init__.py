"""DECIDE: states, policy, predicates, deadlines, presidency, numbering. No I/O; time is passed in."""
