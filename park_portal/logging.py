"""Structured logs: one event a line, JSON in production, coloured words on a terminal."""

import re
from typing import Any

import structlog

# Whoever has one of these addresses has what it opens, so a log must not keep them.
SECRET = re.compile(r"(/calendar/|/accounts/password/reset/key/|/accounts/confirm-email/)[^\s'\"?]+")


def mask_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take secret addresses out of all that is said."""
    return {name: SECRET.sub(r"\1…", said) if isinstance(said, str) else said for name, said in event.items()}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    mask_secrets,
]


def logging_config(*, json_lines: bool, level: str) -> dict[str, Any]:
    """Give the LOGGING setting, and configure structlog to end in the same handler."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "house": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "celery": {"level": level},
            # Beat announces every tick; the tasks themselves say what they did.
            "celery.beat": {"level": "WARNING"},
        },
    }
