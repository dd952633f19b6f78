"""Packed files are unpacked as they are read, and no further than the limits allow."""

import bz2
import gzip
import json
import lzma
import random
from pathlib import Path

import pytest
import zstandard

from ingest.errors import UnreadableSource
from ingest.limits import Limits
from ingest.opening import in_words, open_bytes
from ingest.unpacking import packing

PACKED = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
WORDS = b"".join(b"%d mills and %d bridges\n" % (n, n * n) for n in range(40_000))


def content(path: Path, limits: Limits | None = None) -> bytes:
    with open_bytes(path, limits or Limits()) as stream:
        return stream.read()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "no_extension"


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("data", [b"", b"a", WORDS], ids=["nothing", "a byte", "a megabyte"])
def test_what_was_packed_is_read_whatever_the_file_is_called(file, name, data):
    file.write_bytes(PACKED[name](data))
    assert packing(file.read_bytes()[:16]).name == name
    assert content(file) == data


@pytest.mark.parametrize("name", PACKED)
def test_several_packed_parts_one_after_the_other_are_one_file(file, name):
    file.write_bytes(PACKED[name](WORDS) + PACKED[name](b"") + PACKED[name](b"the end"))
    assert content(file) == WORDS + b"the end"


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damaged_data_is_an_error_and_what_came_before_it_is_kept(file, name, damage):
    data = random.Random(7).randbytes(2_000_000)  # noqa: S311  (bzip2 packs 900,000 bytes at once)
    packed = bytearray(
        PACKED[name](data) if name != "zstd" else zstandard.ZstdCompressor(write_checksum=True).compress(data)
    )
    if damage == "cut":
        del packed[-20_000:]
    else:
        packed[-20_000] ^= 0xFF
    file.write_bytes(packed)
    kept = b""
    with open_bytes(file) as stream, pytest.raises((EOFError, OSError)) as caught:  # noqa: PT012
        while block := stream.read1(10_000):
            kept += block
    assert data.startswith(kept[:800_000])
    assert len(kept) > 800_000
    assert in_words(caught.value) == "its packed data is damaged or cut short"


def test_a_zstd_frame_with_the_longest_window_is_read(file):
    parameters = zstandard.ZstdCompressionParameters(window_log=31, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    file.write_bytes(packer.compress(WORDS) + packer.flush())
    assert content(file) == WORDS


def test_a_zstd_file_may_begin_with_a_frame_to_be_skipped(file):
    file.write_bytes(b"\x52\x2a\x4d\x18\x04\0\0\0abcd" + PACKED["zstd"](WORDS))
    assert content(file) == WORDS


@pytest.mark.parametrize("name", PACKED)
def test_a_decompression_bomb_is_refused_before_it_fills_the_memory(file, name):
    file.write_bytes(PACKED[name](bytes(5_000_000)))
    with pytest.raises(UnreadableSource, match="decompression bomb"):
        content(file)


def test_more_than_the_total_is_refused_at_any_ratio(file):
    file.write_bytes(gzip.compress(random.Random(1).randbytes(100_000)))  # noqa: S311  (made, not secret)
    with pytest.raises(UnreadableSource, match=r"more than 50,000 bytes"):
        content(file, Limits(free=1000, total=50_000))


def test_lines_of_a_packed_file_come_before_its_end_is_read(file):
    rows = "".join(json.dumps({"n": n}) + "\n" for n in range(100_000)).encode()
    file.write_bytes(PACKED["zstd"](rows)[:-5])
    with open_bytes(file) as stream:
        assert json.loads(stream.readline()) == {"n": 0}
