"""The Celery workers: each task loads a row by id and calls one function."""
