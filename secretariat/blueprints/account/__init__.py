"""One's own account, and the people of the house."""
