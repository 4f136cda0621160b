"""Logs: events with bound context, one JSON line each; never a text, a name or an address, only ids."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def configure() -> None:
    """To standard error; EGARD_LOG=debug shows each batch."""
    level = {"debug": logging.DEBUG, "info": logging.INFO}.get(os.environ.get("EGARD_LOG", "info"), logging.INFO)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for noisy in ("aiokafka", "faust", "mode", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    logging.getLogger("aiohttp.server").addFilter(is_ours)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def is_ours(record: logging.LogRecord) -> bool:
    """Whether it is our own fault. What a stranger sends that is no HTTP would be written down whole, tokens included."""
    from aiohttp.http_exceptions import HttpProcessingError  # only a process that serves HTTP has such a record

    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))
