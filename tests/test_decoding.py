import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.decoding import Line, is_binary, lines, storable

PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=200)


def read(data: bytes, limit: int = 1000) -> list[Line]:
    return list(lines(io.BufferedReader(io.BytesIO(data)), limit))


@settings(deadline=None)
@given(PLAIN)
def test_lines_joined_are_the_text_and_starts_count_its_code_points(text):
    found = read(text.encode(), limit=10_000)
    assert "".join(each.text + "\n" * each.ended for each in found) == text
    assert all(text[each.start :].startswith(each.text) for each in found)
    assert [each.number for each in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(encoding):
    assert read("né 🙂\nzwei".encode(encoding)) == [Line(1, 0, "né 🙂", (), True), Line(2, 5, "zwei", (), False)]


def test_only_the_line_that_is_not_utf8_is_taken_for_cp1252_and_flagged():
    found = read("schön\n".encode() + "schön “so”\n".encode("cp1252") + "schön".encode())
    assert [(each.text, each.flags) for each in found] == [("schön", ()), ("schön “so”", ("cp1252",)), ("schön", ())]


def test_nul_is_replaced_by_one_character_and_flagged():
    assert read(b"a\0b") == [Line(1, 0, "a\ufffdb", ("characters replaced",), False)]


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(30, 200))
def test_a_line_over_the_limit_is_left_out_and_the_next_one_keeps_its_place(text, extra):
    long = storable(text).replace("\n", " ") + "ö" * extra
    first, second = read(f"{long}\nnext".encode(), limit=30)
    assert first.text is None
    assert (second.text, second.start) == ("next", len(long) + 1)


def test_a_long_line_is_never_held_whole():
    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            if self.given > 50_000_000:
                return 0
            self.given += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    (line,) = lines(io.BufferedReader(Endless()), 1000)
    assert line.text is None


@settings(deadline=None)
@given(st.text(st.characters(), max_size=50))
def test_storable_text_encodes_and_keeps_its_length(text):
    clean = storable(text)
    assert clean.encode() is not None
    assert len(clean) == len(text)
    assert "\0" not in clean


def test_compressed_bytes_are_binary_and_words_in_any_script_are_not():
    assert is_binary(bytes(range(256)) * 4)
    assert not is_binary("Привет, 世界! \t\r\n".encode() * 20)
    assert not is_binary("two words".encode("utf-16"))
    assert not is_binary(b"a\0b")


def test_text_of_other_directions_and_without_width_is_kept_as_it_was():
    """Storing changes no words: only printing shows what is hidden in them."""
    text = "pay\u200b \u202epal\u202c \ufeff"
    assert read(f"x\n{text}".encode())[1] == Line(2, 2, text, (), False)
    assert storable(text) == text
