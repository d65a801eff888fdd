"""The outbox: what the house sends, readable before and after."""
