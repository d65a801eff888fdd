"""The demonstration's clock."""
