"""One line per request and per surprise, as JSON when nobody watches."""

import logging
import sys

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("plantao")


def configure() -> None:
    """Send every log line to standard error: for people on a terminal, as JSON elsewhere."""
    watched = sys.stderr.isatty()
    plain = structlog.dev.plain_traceback
    console = structlog.dev.ConsoleRenderer(exception_formatter=plain)
    renderer = console if watched else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if watched else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
