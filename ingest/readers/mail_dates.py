"""When a message was written: its Date as mailers write it, broken ones by what else it says."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from ingest.dates import moment

_MONTHS = {name: n for n, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), start=1)}
_USUAL = re.compile(
    r"(?:\w{2,9},?\s+)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([+-]\d{4})"
)
_TIME = re.compile(r"[A-Z][a-z]{2},?\s.{0,40}\d:\d\d.*", re.DOTALL)
_FIRST, _LAST = datetime(1969, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def written_at(date: str, received: str, envelope: str) -> tuple[datetime | None, str]:
    """The time in UTC, and a flag: "" when Date tells it, else what was taken instead. A time without a zone is UTC.

    `received` is the last station's field, `envelope` the "From " line of an mbox.
    """
    if (time := _time(date)) is not None:
        return time, ""
    if (time := _time(received.rpartition(";")[2].strip())) is not None:
        return time, "created_at is when it was received"
    found = _TIME.search(envelope[5:])
    if found is not None and (time := _time(found.group())) is not None:
        return time, "created_at is of the From line"
    return None, "created_at unreadable"


def _time(given: str) -> datetime | None:
    if not given:
        return None
    try:
        time = _usual(given) or _lenient(given[:200]) or moment(given[:60])
    except (ValueError, OverflowError, TypeError, IndexError):
        time = moment(given[:60])
    return time if time is not None and _FIRST <= time < _LAST else None


def _usual(given: str) -> datetime | None:
    found = _USUAL.match(given)
    if found is None or (month := _MONTHS.get(found[2].lower())) is None:
        return None
    zone = found[7]
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    local = datetime(int(found[3]), month, int(found[1]), int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
    return (local - ahead if zone[0] == "+" else local + ahead).replace(tzinfo=UTC)


def _lenient(given: str) -> datetime | None:
    """As the standard library reads it; raises ValueError, TypeError or IndexError for much of what it cannot."""
    found = parsedate_tz(given)
    if found is None:
        return None
    year, month, day, hour, minute, second = found[:6]
    year += 1900 if 100 <= year < 200 else 0  # mailers that counted years from 1900
    ahead = timedelta(seconds=found[9] or 0)
    zone = timezone(ahead) if abs(ahead) < timedelta(days=1) else UTC
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
