"""Whether the house is well, for monitors."""
