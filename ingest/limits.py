"""How much of an untrusted source is read at once, and what is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, unless said otherwise.

    `line`: a longer line is rejected and the next one read. `dump` and `document`: a flat dump and a JSON document are held
    whole, so a longer one is rejected. `depth`: nested JSON containers. `values` and `document_values`: JSON values and names
    in one record and in one document. `ratio`: how many times larger than its packed form a source may get after the first
    `free` bytes; `total`: how large it may get at all. `flat` and `flat_lines`: characters and lines of a text in which
    comments are looked for, as that takes many times their memory. `id_length`: characters.
    """

    line: int = 16 << 20
    dump: int = 32 << 20
    flat: int = 8 << 20
    flat_lines: int = 40_000
    document: int = 64 << 20
    depth: int = 200
    values: int = 1_000_000
    document_values: int = 3_000_000
    ratio: int = 100
    free: int = 1 << 20
    total: int = 1 << 40
    id_length: int = 300


LIMITS = Limits()
