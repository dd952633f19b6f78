"""Times as exports write them."""

import re
from datetime import UTC, datetime

_MILLISECONDS = 1e11
_MICROSECONDS = 1e14
_LONGEST = 64  # characters
_UTC_BY_NAME = re.compile(r"\s*(?:UTC|GMT)\Z", re.IGNORECASE)
_SLASHES = re.compile(r"(\d{4})/(\d\d)/(\d\d)(?!\d)")


def moment(value: object) -> datetime | None:
    """Return the time, in UTC, that `value` states: ISO 8601, or seconds since 1970 as a number or its digits.

    `UTC` or `GMT` may stand behind the time, slashes between year, month and day. A number of 1e11 or more (the year 5138 in
    seconds) counts milliseconds, of 1e14 or more microseconds. A time without a zone is UTC. None for anything else, and for times
    that the calendar does not have.
    """
    try:
        if isinstance(value, str):
            return _from_text(value.strip())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _from_number(float(value))
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _from_text(text: str) -> datetime:
    if len(text) > _LONGEST:
        raise ValueError("no time is that long")
    if text.removeprefix("-").replace(".", "", 1).isdecimal() and not _is_plain_date(text):
        return _from_number(float(text))
    stated = datetime.fromisoformat(_SLASHES.sub(r"\1-\2-\3", _UTC_BY_NAME.sub("+00:00", text), count=1))
    return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).astimezone(UTC)


def _is_plain_date(text: str) -> bool:
    """Whether these digits are a date like 20240131 (as seconds they would be in 1970)."""
    return len(text) == 8 and text[:2] in {"19", "20"}


def _from_number(number: float) -> datetime:
    size = abs(number)
    scale = 1e6 if size >= _MICROSECONDS else 1e3 if size >= _MILLISECONDS else 1
    return datetime.fromtimestamp(number / scale, UTC)
