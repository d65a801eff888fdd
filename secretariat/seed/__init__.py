"""The facts the product ships, and the demonstration's story."""
