"""/: the first thing on every home is what you owe, or what waits for you."""
