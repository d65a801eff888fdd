"""KNOW: the tables, and what a row knows of itself."""
