"""Seconds and memory that hostile sources cost, each read in a process of its own: run by hand.

    python tests/benchmarks/hostile_inputs.py [WORDS...]

Sources are made in a temporary folder (1.5 GB at most); with WORDS only those whose names hold one. Prints for each the comments
and rejected records, seconds of processor time, peak memory in MB, and `OVER` where that is more than 5 s (unless it is streamed
record by record, which its name says) or 500 MB; ends with 1 where there is any.
"""

import gzip
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ingest.formats import read, sources
from ingest.models import Rejected
from ingest.readers.format import Options

SECONDS, MEGABYTES = 5, 500
MB = 1 << 20
LINE = 15 * MB


def lines_with(value: str, count: int = 4) -> Iterator[str]:
    """JSON lines with another value beside the text."""
    return (f'{{"id":"{n}","text":"a","x":{value}}}\n' for n in range(count))


def filled(piece: str, size: int = LINE) -> str:
    """An array of this piece, over and over."""
    return f"[{','.join([piece] * (size // (len(piece) + 1)))}]"


def names(count: int) -> str:
    """An object with as many names."""
    return "{" + ",".join(f'"{n:x}":{n}' for n in range(count)) + "}"


def deep(opening: str, closing: str, levels: int) -> str:
    """Something inside itself."""
    return opening * levels + closing * levels


def html(body: str) -> str:
    """A comment of a forum."""
    return f'{{"_id":"c","postId":"p","baseScore":1,"postedAt":"2024-05-01","contents":{{"html":"{body}"}}}}\n'


def mail(head: str, body: str) -> str:
    """One message."""
    known = "From: ann@a.example\nDate: Thu, 1 Nov 2001 11:19:12 +0100"
    return f"From ann@a.example Thu Nov  1 11:19:12 2001\n{known}\n{head}\n\n{body}\n"


def nested_parts(levels: int) -> str:
    """Parts in parts."""
    return "".join(f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(levels))


def algolia(levels: int) -> str:
    """A thread of which each comment answers the one before."""
    item = '{"id":%d,"created_at_i":1,"author":"a","story_id":1,"parent_id":%s,"text":"a","type":"comment","children":['
    return "".join(item % (n, n - 1 or "null") for n in range(1, levels + 1)) + "]}" * levels


def reddit(levels: int) -> str:
    """A listing of which each comment answers the one before."""
    item = (
        '{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"c%d","link_id":"t3_s","body":"a","replies":'
    )
    return "[" + "".join(item % n for n in range(levels)) + '""' + "}}]}}" * levels + "]"


CASES: dict[str, Callable[[], str | Iterable[str]]] = {
    "records of millions of objects": lambda: lines_with(filled("{}")),
    "records of millions of objects with names": lambda: lines_with(filled('{"":0}')),
    "records of millions of texts": lambda: lines_with(filled('"ab"')),
    "records of millions of escaped texts": lambda: lines_with(filled('"\\u0000b"')),
    "records of millions of names": lambda: lines_with(names(490_000)),
    "records just under the limit, streamed": lambda: lines_with(filled('{"a":"\\u0000b"}', 320_000 * 16), 40),
    "a hundred texts of 15 MB, streamed": lambda: (f'{{"id":{n},"text":"{"word " * (3 * MB)}"}}\n' for n in range(100)),
    "a line of 1 GB, streamed": lambda: ('{"text":"', *(["a" * MB] * 1024), '"}\n', '{"text":"b"}\n'),
    "JSON 100,000 deep": lambda: lines_with(deep("[", "]", 100_000)),
    "JSON 5,000,000 deep": lambda: deep('{"a":', "}", 2_500_000),
    "Hacker News 100,000 deep": lambda: algolia(100_000),
    "Reddit 100,000 deep": lambda: reddit(100_000),
    "a million answers to one comment, streamed": lambda: (
        f'{{"id":"{n}","parent":"0","text":"a"}}\n' for n in range(1_000_000)
    ),
    "ids of 1 MB": lambda: (f'{{"id":"{"x" * MB}{n}","parent":"{"y" * MB}","text":"a"}}\n' for n in range(20)),
    "800,000 blockquotes": lambda: html("<blockquote>" * 800_000),
    "800,000 blockquotes with text": lambda: html("<blockquote>a" * 800_000),
    "10 MB of br": lambda: html("<br>" * (10 * MB // 4)),
    "10 MB of lists": lambda: html("<ol><li>" * (10 * MB // 8)),
    "10 MB of quotes of a forum": lambda: html("<aside class=quote>x" * (10 * MB // 20)),
    "10 MB of attributes": lambda: html("<p " + "a " * (5 * MB) + ">"),
    "10 MB of comments never closed": lambda: html("<!--" * (10 * MB // 4)),
    "10 MB of entities": lambda: html("&#x41;" * (10 * MB // 6)),
    "10 MB of quote marks": lambda: html("&gt; " * (2 * MB)),
    "a page of 200,000 tags": lambda: "<!doctype html><body>" + "<div>" * 199_990,
    "a page of one long word": lambda: "<!doctype html><body><p>" + "x" * (10 * MB),
    "a table with a quote never closed": lambda: 'id,text\n1,"' + "a,b\n" * 100_000,
    "a table of quotes": lambda: "id,text\n" + '1,"a\n' * 100_000,
    "a table of 1,000,000 columns": lambda: "id,text" + ",x" * 1_000_000 + "\n1,a\n",
    "mail of header fields": lambda: mail("X: y\n" * (2 * MB) + "Subject: a", "a"),
    "mail of references": lambda: mail("References: " + "<a@b> " * (2 * MB), "a"),
    "mail of nested parts": lambda: mail('Content-Type: multipart/mixed; boundary="b0"', nested_parts(100_000)),
    "mail of messages in messages": lambda: mail("", "").rstrip() + "\nContent-Type: message/rfc822\n\n" * 400_000,
    "mail of parts": lambda: mail('Content-Type: multipart/digest; boundary="b"', "--b\n\nFrom: a@b\n\na\n" * 500_000),
    "mail of quote marks": lambda: mail("", ">" * (10 * MB)),
    "mail of From lines": lambda: "From \n" * (2 * MB),
    "a map of relations": lambda: "[a]: b\n" + "".join(f"  + <x{n}>: y\n" for n in range(200_000)),
    "a map of brackets": lambda: "[a]: b\n    + <c>\n" + "[" * (4 * MB),
    "rows of XML with entities": lambda: (
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaa">]>\n<posts>\n' + '<row Id="1" Body="&a;"/>\n' * 100
    ),
    "text of one line": lambda: "word " * (3 * MB),
    "text of 200,000 equal lines": lambda: "The pier is made of iron and it rusts.\n\n" * 200_000,
    "text of marks": lambda: "> " * (5 * MB),
}


def packed() -> bytes:
    """One gigabyte in one megabyte."""
    return gzip.compress(b" " * (1 << 26)) * 16


def main(*words: str) -> int:
    """Make each source, read it in a child, and tell what that cost."""
    over = 0
    for name, made in {**CASES, "a packed gigabyte": packed}.items():
        if words and not any(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "source"
            content = made()
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                with path.open("w") as file:
                    file.writelines([content] if isinstance(content, str) else content)
            over += measured(name, path)
    return int(over > 0)


def measured(name: str, path: Path) -> bool:
    """Whether reading a source cost too much; prints what."""
    began = time.monotonic()
    child = os.posix_spawn(sys.executable, [sys.executable, __file__, "--read", str(path)], os.environ)
    _, status, used = os.wait4(child, 0)
    seconds, megabytes, size = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, path.stat().st_size / MB
    slow = seconds > SECONDS and "streamed" not in name
    over = slow or megabytes > MEGABYTES or status != 0
    told = f"{size:8.1f} MB {seconds:7.1f} s ({time.monotonic() - began:.0f} waited) {megabytes:6.0f} MB peak"
    sys.stdout.write(f"  {told} {'OVER ' if over else ''} {name}\n")
    sys.stdout.flush()
    return over


def read_whole(path: Path) -> None:
    """Read a source, as an ingest does, and say how many comments and rejections came."""
    comments, refused, reason = 0, 0, ""
    for found in sources([path]):
        for item in [found] if isinstance(found, Rejected) else read(found, Options()):
            comments += 0 if isinstance(item, Rejected) else len(item.posts)
            refused += isinstance(item, Rejected)
            reason = reason or (item.reason if isinstance(item, Rejected) else "")
    form = "-" if isinstance(found, Rejected) else found.format
    sys.stdout.write(f"{form}: {comments:,} comments, {refused:,} rejected {reason[:90]}\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.argv[1:2] == ["--read"]:
        read_whole(Path(sys.argv[2]))
    else:
        sys.exit(main(*sys.argv[1:]))
