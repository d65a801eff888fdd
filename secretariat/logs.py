"""Logs as JSON lines: the request's or task's id, and no personal content (no local variables either)."""

import logging
import sys
import warnings
from typing import TextIO

import structlog


def configure() -> None:
    """Write structlog's events to standard error, one JSON object a line, and what Python warns of among them."""
    warnings.showwarning = _warned
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: TextIO | None = None,
    line: str | None = None,
) -> None:  # fmt: skip
    """Log a warning: where it arose, and without the line of source. Its words are a library's, of our code."""
    del file, line
    place = f"{filename}:{lineno}"
    structlog.get_logger().warning("python_warning", kind=category.__name__, place=place, words=str(message))
