"""What a process writes about itself: lines for people, or JSON for machines (`LOG_FORMAT=json`). A line names the request and the events it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars, merge_contextvars

FORMATS = ("text", "json")
# What these say at DEBUG has whole addresses and headers in it, and with them keys of webhooks, tickets and cookies
TOO_FRANK = (
    "urllib3",
    "requests",
    "apprise",
    "websockets",
    "aiohttp",
    "asyncio",
    "paho",
    "pywebpush",
    "oauthlib",
    "requests_oauthlib",
    "django.db.backends",
)
# Ours, in an order that a person can read in a raw line; what a caller passes as `extra` follows
CHAIN: list[Any] = [
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=False),
]


def configuration(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING. All of it through the standard library: what other libraries log comes out the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": CHAIN,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
                ],
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.channels.server": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            **{name: {"level": "INFO"} for name in TOO_FRANK if level == "DEBUG"},
        },
    }


def begin(**names: str) -> None:
    """A new piece of work: nothing of the last one is on its lines."""
    clear_contextvars()
    bind_contextvars(**names)


def add(**names: str) -> None:
    bind_contextvars(**names)


def happened(heads: Mapping[str, int]) -> None:
    """The events this work has committed, `stream: seq`."""
    bind_contextvars(events={**get_contextvars().get("events", {}), **heads})


def present() -> dict[str, Any]:
    return get_contextvars()
