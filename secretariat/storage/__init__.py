"""KEEP: files by content hash."""
