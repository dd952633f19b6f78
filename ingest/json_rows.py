"""JSON from strangers: parsed within limits, and free of what no store can hold."""

import json
import math
import re
from typing import Any

from ingest.decoding import storable
from ingest.errors import RejoinderError
from ingest.limits import LIMITS, Limits

_ESCAPED = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_STRING = re.compile(r'"(?:[^"\\]+|\\.)*+"', re.DOTALL)
_BEFORE_A_VALUE = "{[:,"


class BadRow(RejoinderError):
    """A record that cannot be read; the reader turns it into `Rejected` with its place."""


def parse(text: str, limits: Limits = LIMITS) -> tuple[Any, bool]:
    """Return the value of a JSON text, and whether NUL or lone surrogates in it were replaced.

    Raises BadRow: not JSON, NaN or an infinite number in it, nested deeper than `limits.depth`, or more values than
    `limits.values`, which take many times the memory of their text.
    """
    if _holds_more(text, limits.values):
        raise BadRow(f"a record of more than {limits.values:,} values", "split it")
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
    return _cleaned(value) if _ESCAPED.search(text) else (value, False)


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


def _holds_more(text: str, most: int) -> bool:
    """Whether a JSON text holds more than `most` values and names, counted by the marks before them, outside of strings."""
    if len(text) <= most or sum(map(text.count, _BEFORE_A_VALUE)) <= most:
        return False
    bare = _STRING.sub("", text)
    return sum(map(bare.count, _BEFORE_A_VALUE)) > most


def _depth(value: object) -> int:
    """How deeply containers are nested, counted level by level so that depth costs no stack."""
    level, depth = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        level = [child for each in level for child in (each.values() if isinstance(each, dict) else each)]
        depth += 1
    return depth


def _cleaned(value: Any) -> tuple[Any, bool]:  # noqa: ANN401  (any JSON value)
    """`value` as it can be stored, its lists and objects changed in place, and whether anything was."""
    if isinstance(value, str):
        clean = storable(value)
        return clean, clean != value
    changed = False
    if isinstance(value, list):
        for at, each in enumerate(value):
            value[at], other = _cleaned(each)
            changed |= other
    elif isinstance(value, dict):
        for name, each in list(value.items()):
            clean, other = _cleaned(each)
            changed |= other or storable(name) != name
            if changed:
                del value[name]
                value[storable(name)] = clean
    return value, changed


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refused, strict=False)
