"""ASK: what pages, reports and the API read."""
