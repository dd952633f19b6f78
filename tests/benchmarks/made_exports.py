"""Large exports of made discussions: a dump of Reddit, and a mailbox. Seeded: the same size and seed give the same bytes.

Words are drawn as frequent as in a language; threads run side by side, as in a dump in the order of time. Some comments quote,
some are deleted, edited, or posted twice. The rows hold the fields that dumps have, read or not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import accumulate
from pathlib import Path
from random import Random

COMMON = (  # noqa: SIM905  (words read better as text)
    "the of and to a in is i that it for you was with on as are they be this have not but at he we if so what do or just there"
    " your my would can like think about all people get one no because who up out when more how me from them don't by will their"
    " good some really any could than know which only even also then make were much time after way right want over need agree"
    " wrong point actually maybe never still sure disagree yes thanks though why where exactly most first very every nothing"
).split()
OPENINGS = (
    "I don't think that",
    "You are right about",
    "I disagree:",
    "On the other hand",
    "Exactly, and",
    "To be fair",
    "That's not true,",
    "Thank you for this.",
    "Can you say where",
    "I agree that",
)
SHORT = ("This.", "Source?", "lol", "Thanks!", "Came here to say this.", "I agree.", "No.", "Username checks out.")
STARTED = 1_700_000_000  # seconds since 1970
VOCABULARY, OPEN, LONGEST, COPIES, LINE = 30_000, 200, 3000, 50, 12

NEVER_SET = (
    "approved_at_utc",
    "approved_by",
    "banned_at_utc",
    "banned_by",
    "mod_note",
    "mod_reason_by",
    "likes",
    "distinguished",
)
FLAIR = ("background_color", "css_class", "template_id", "text", "text_color")
NEVER_TRUE = (
    "archived",
    "can_gild",
    "can_mod_post",
    "locked",
    "no_follow",
    "saved",
    "send_replies",
    "stickied",
    "edited",
)
EMPTY = ("all_awardings", "awarders", "author_flair_richtext", "treatment_tags", "mod_reports", "user_reports")
PLACE = {
    "subreddit": "towns",
    "subreddit_id": "t5_2qh4a",
    "subreddit_type": "public",
    "subreddit_name_prefixed": "r/towns",
}

Said = tuple[str, str, str]  # id, author, text


@dataclass
class Thread:
    """A thread that is still written to."""

    number: int
    left: int
    said: list[Said] = field(default_factory=list)


class Writer:
    """Makes texts and threads."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  (made input must come out the same each time)
        self._words = [*COMMON, *(self._word(1 + n % 4, "snt"[n % 3]) for n in range(VOCABULARY))]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._copies = [self.text() for _ in range(COPIES)]

    def _word(self, syllables: int, ending: str) -> str:
        choice = self.random.choice
        return "".join(choice("bdfgklmnprstvw") + choice("aeiou") for _ in range(syllables)) + ending

    def sentence(self) -> str:
        size = max(3, int(self.random.gauss(14, 5)))
        words = " ".join(self.random.choices(self._words, cum_weights=self._weights, k=size))
        return f"{self.random.choice(OPENINGS)} {words}." if self.random.random() < 0.15 else f"{words.capitalize()}."

    def text(self) -> str:
        """About 30 words in the mean: one in ten has only a few, one in ten several paragraphs."""
        if self.random.random() < 0.1:
            return self.random.choice(SHORT)
        sentences = [self.sentence() for _ in range(1 + min(20, int(self.random.expovariate(0.55))))]
        return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))

    def answer(self, to: str) -> str:
        """A text; now and then one that begins with a quote, or that was posted before."""
        luck = self.random.random()
        if luck < 0.01:
            return self.random.choice(self._copies)
        quoted = to.split("\n\n")[0].split(". ")[0] if luck < 0.08 else ""
        return f"> {quoted}\n\n{self.text()}" if len(quoted.split()) > 5 else self.text()

    def threads(self) -> Iterator[tuple[Thread, str, Said | None]]:
        """For ever: a thread, the name of who writes there, and what that answers (None: the thread is opened)."""
        number, running = 0, list[Thread]()
        while True:
            if len(running) < OPEN:
                number += 1
                running.append(Thread(number, min(LONGEST, 1 + int(self.random.paretovariate(1.1) * 4))))
                yield running[-1], self._author(), None
            thread = running[self.random.randrange(len(running))]
            yield (
                thread,
                self._author(),
                self.random.choice(thread.said[-60:] if self.random.random() < 0.7 else thread.said[:1]),
            )
            thread.left -= 1
            if not thread.left:
                running.remove(thread)

    def _author(self) -> str:
        return f"user_{int(self.random.random() ** 3 * 400_000)}"


def make_reddit(path: Path, size: int, seed: int = 1) -> None:
    """Write at least `size` bytes of submissions and comments, one a line, in the order of time."""
    writer = Writer(seed)
    with path.open("w", encoding="utf-8") as out:
        for n, (thread, author, to) in enumerate(writer.threads()):
            row = _submission(writer, thread, author) if to is None else _comment(writer, thread, author, to, n)
            out.write(json.dumps(_usual(writer, n) | row) + "\n")
            if not n % 100 and out.tell() >= size:
                return


def _submission(writer: Writer, thread: Thread, author: str) -> dict[str, object]:
    own, title, text = f"s{thread.number:x}", writer.sentence(), writer.text()
    thread.said.append((f"t3_{own}", author, text))
    permalink = f"/r/towns/comments/{own}/_/"
    told = {"id": own, "name": f"t3_{own}", "author": author, "title": title, "selftext": text, "is_self": True}
    return told | {"permalink": permalink, "url": f"https://www.reddit.com{permalink}", "domain": "self.towns"}


def _comment(writer: Writer, thread: Thread, author: str, to: Said, n: int) -> dict[str, object]:
    own, home = f"c{n:x}", f"s{thread.number:x}"
    text, luck = writer.answer(to[2]), writer.random.random()
    thread.said.append((f"t1_{own}", author, text))
    if luck < 0.04:
        author, text = "[deleted]", "[deleted]" if luck < 0.03 else "[removed]"
    told = {"id": own, "name": f"t1_{own}", "author": author, "body": text, "parent_id": to[0], "link_id": f"t3_{home}"}
    edited = {"edited": STARTED + n + 600} if 0.04 < luck < 0.08 else {}
    return told | edited | {"permalink": f"/r/towns/comments/{home}/_/{own}/"}


def _usual(writer: Writer, n: int) -> dict[str, object]:
    """Fields of both kinds; most of them nobody reads."""
    score = int(writer.random.paretovariate(0.9))
    unset = dict.fromkeys((*NEVER_SET, *(f"author_flair_{name}" for name in FLAIR)))
    empty = dict.fromkeys(NEVER_TRUE, False) | {name: [] for name in EMPTY} | {"gildings": {}, "author_premium": False}
    told = {"score": score, "ups": score, "downs": 0, "controversiality": 0, "gilded": 0, "total_awards_received": 0}
    return unset | empty | told | PLACE | {"created_utc": STARTED + n, "retrieved_on": STARTED + n + 90_000}


def make_mail(path: Path, size: int, seed: int = 1) -> None:
    """Write at least `size` bytes of messages of a list, with all their headers, quotes and signatures (mboxrd)."""
    writer = Writer(seed)
    with path.open("w", encoding="ascii") as out:
        for n, (thread, author, to) in enumerate(writer.threads()):
            out.write("\n".join(_message(writer, thread, author, to, n)))
            if not n % 100 and out.tell() >= size:
                return


def _message(writer: Writer, thread: Thread, author: str, to: Said | None, n: int) -> list[str]:
    own, text = f"<{n:x}.{thread.number:x}@mail.example>", writer.text() if to is None else writer.answer("")
    thread.said.append((own, author, text))
    lines = [f"From {author}@mail.example Tue Nov 14 22:13:20 2023", *_route(n)]
    lines += [f"From: {author} <{author}@mail.example>", "To: towns@lists.example", f"Date: {formatdate(STARTED + n)}"]
    lines += [f"Message-ID: {own}", f"Subject: {'' if to is None else 'Re: '}Thread {thread.number} on towns"]
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii"]
    if to is not None:
        quoted = [f"> {line}" for line in _wrapped(to[2]) if not line.startswith(">")]
        lines += [f"In-Reply-To: {to[0]}", f"References: {thread.said[0][0]} {to[0]}", "", f"{to[1]} wrote:", *quoted]
    return [*lines, "", *_wrapped(text), "", "-- ", f"{author}, somewhere", "", ""]


def _route(n: int) -> Iterator[str]:
    for relay in ("relay1.example", "relay2.example", "lists.example"):
        yield f"Received: from {relay} ({relay} [10.0.0.1]) by mx.example with ESMTPS id {n:x};"
        yield f"\t{formatdate(STARTED + n)}"
    yield f"DKIM-Signature: v=1; a=rsa-sha256; d=mail.example; s=k1; h=from:to:subject; bh={n:064x}"


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        lines += [*(" ".join(words[at : at + LINE]) for at in range(0, len(words), LINE)), ""]
    return lines
