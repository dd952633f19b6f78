"""JSON from strangers: parsed within limits, and free of what no store can hold."""

import json
import math
import re
from typing import Any

from ingest.decoding import storable
from ingest.errors import RejoinderError
from ingest.limits import LIMITS, Limits

_ESCAPED = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


class BadRow(RejoinderError):
    """A record that cannot be read; the reader turns it into `Rejected` with its place."""


def parse(text: str, limits: Limits = LIMITS) -> tuple[Any, bool]:
    """Return the value of a JSON text, and whether NUL or lone surrogates in it were replaced.

    Raises BadRow: not JSON, NaN or an infinite number in it, or nested deeper than `limits.depth`.
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BadRow(f"not JSON: {error.msg} at column {error.pos + 1}", _json_cure(text, error)) from None
    except RecursionError:
        raise BadRow(f"JSON nested deeper than {limits.depth} levels", "flatten it") from None
    except ValueError as error:
        raise BadRow(f"not usable JSON: {str(error).split(';')[0]}", "write it as null or as a string") from None
    if text.count("{") + text.count("[") > limits.depth and _depth(value) > limits.depth:
        raise BadRow(f"JSON nested deeper than {limits.depth} levels", "flatten it")
    clean = _clean(value) if _ESCAPED.search(text) else value
    return clean, clean != value


def parse_object(text: str, limits: Limits = LIMITS) -> tuple[dict[str, Any], bool]:
    """As `parse`, for a text that must be one JSON object."""
    value, replaced = parse(text, limits)
    if not isinstance(value, dict):
        raise BadRow(f"a JSON object is expected, this is {type_in_words(value)}", "write one object {...} a line")
    return value, replaced


def type_in_words(value: object) -> str:
    """Name the JSON type of a value."""
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")


def _json_cure(text: str, error: json.JSONDecodeError) -> str:
    cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    return "the record is cut short: fetch the file again" if cut else "write one JSON object a line"


def _refused(name: str) -> Any:  # noqa: ANN401  (what json asks for)
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits[:20])


def _depth(value: object) -> int:
    """How deeply containers are nested, counted level by level so that depth costs no stack."""
    level, depth = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        level = [child for each in level for child in (each.values() if isinstance(each, dict) else each)]
        depth += 1
    return depth


def _clean(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {storable(name): _clean(each) for name, each in value.items()}
    return value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refused, strict=False)
