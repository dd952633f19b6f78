"""How much of an untrusted source is read at once, and what is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, unless said otherwise.

    `line`: a longer line is rejected and the next one read. `dump` and `document`: a flat dump and a JSON document are held whole,
    so a longer one is rejected. `depth`: nested JSON containers. `ratio`: how many times larger than its packed form a source may
    get after the first `free` bytes; `total`: how large it may get at all. `id_length`: characters.
    """

    line: int = 16 << 20
    dump: int = 32 << 20
    document: int = 256 << 20
    depth: int = 200
    ratio: int = 100
    free: int = 1 << 20
    total: int = 1 << 40
    id_length: int = 300


LIMITS = Limits()
