"""Small self-written sources of each format, from which fuzzing starts. A folder's files are joined by `JOINT`."""

import json
from pathlib import Path

JOINT = b"\n%%%%\n"
FILES = {
    "convokit": ("utterances.jsonl", "conversations.json", "speakers.json"),
    "stackexchange": ("Posts.xml", "Comments.xml"),
    "maildir": ("new/1", "cur/2:2,S"),
}
"""What the files of a format that is a folder are called; all others are one file."""

_TIME = "2024-05-01T10:00:00.000Z"
_QUOTED = "<p>Ann wrote:</p><blockquote><p>Iron &amp; salt.</p></blockquote><ul><li>No<br>way.</ul><pre>x</pre>"


def samples(name: str) -> list[bytes]:
    """Return the sources to start from."""
    return [each if isinstance(each, bytes) else each.encode() for each in _SAMPLES[name]()]


def put(data: bytes, name: str, folder: Path) -> Path:
    """Write a source of this format into an empty folder, and return what is to be read."""
    if name not in FILES:
        (folder / "source").write_bytes(data)
        return folder / "source"
    parts = [*data.split(JOINT), b"", b""]
    for file, part in zip(FILES[name], parts, strict=False):
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(part)
    return folder


def _lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _convokit() -> list[bytes]:
    said = {"conversation_id": "u1", "speaker": "Ann", "timestamp": 1714557600, "meta": {"score": 1}, "vectors": []}
    rows = [
        {"id": "u1", "text": "Iron.", "reply-to": None} | said,
        {"id": "u2", "text": "No.", "reply-to": "u1"} | said,
    ]
    others = ({"u1": {"meta": {"title": "Piers"}, "vectors": []}}, {"Ann": {"meta": {"karma": 3}, "vectors": []}})
    return [JOINT.join([_lines(*rows).encode(), *(json.dumps(each).encode() for each in others)])]


def _discourse() -> list[str]:
    post = {"id": 7, "username": "ann", "created_at": _TIME, "cooked": _QUOTED, "raw": "> Iron.\n\nNo.", "topic_id": 12}
    post |= {"post_number": 1, "reply_to_post_number": None, "topic_slug": "pier", "updated_at": _TIME, "version": 2}
    post |= {"actions_summary": [{"id": 2, "count": 3}], "reply_count": 1, "user_deleted": False}
    answer = post | {
        "id": 8,
        "post_number": 2,
        "reply_to_post_number": 1,
        "raw": '[quote="ann, post:1, topic:12"]\nA\n[/quote]\nB',
    }
    topic = {"post_stream": {"posts": [post, answer]}, "id": 12, "title": "Pier", "slug": "pier", "tags": ["sea"]}
    head = "---\ntopic_id: 12\n---\n\n# Pier\n\n**URL**: https://talk.example/t/pier/12\n\n---\n\n"
    written = "## Post #1 by @ann (2024-05-01 10:00:00 UTC)\n\nIron.\n\n---\n\n"
    written += "## Post #2 by @bo (2024-05-02 10:00:00 UTC)\n\n> Iron.\n\nNo.\n"
    raw = "# Pier\n\nann | 2024-05-01 10:00:00 UTC | #1\n\nIron.\n\n-------------------------\n\n"
    return [_lines(post, answer), json.dumps(topic, indent=1), json.dumps([post, answer]), head + written, raw]


def _hackernews() -> list[str]:
    item = {
        "author": "ann",
        "created_at": _TIME,
        "created_at_i": 1714557600,
        "id": 101,
        "parent_id": 100,
        "story_id": 100,
    }
    item |= {"text": "&gt; Iron.<p>No <i>way</i>.", "title": None, "type": "comment", "url": None, "points": None}
    inner = item | {"children": [item | {"id": 102, "parent_id": 101, "children": []}]}
    story = item | {"id": 100, "type": "story", "title": "Pier", "parent_id": None, "children": [inner]}
    plain = {
        "id": 101,
        "type": "comment",
        "by": "ann",
        "time": 1714557600,
        "text": "Iron.",
        "parent": 100,
        "kids": [102],
    }
    first = {
        "id": 100,
        "type": "story",
        "by": "bo",
        "time": 1714557600,
        "title": "Pier",
        "url": "https://a.example/",
        "kids": [101],
    }
    dead = {"id": 103, "type": "comment", "deleted": True, "time": 1714557600, "parent": 101}
    return [json.dumps(story), _lines(first, plain, dead), json.dumps([first, plain])]


def _reddit() -> list[str]:
    comment = {
        "author": "ann",
        "body": "&gt; Iron.\n\nNo.",
        "created_utc": 1714557600,
        "edited": False,
        "id": "c1",
        "link_id": "t3_s1",
    }
    comment |= {"parent_id": "t3_s1", "permalink": "/r/pier/comments/s1/pier/c1/", "score": 4, "subreddit": "pier"}
    first = {
        "author": "bo",
        "created_utc": 1714557600,
        "id": "s1",
        "is_self": True,
        "num_comments": 2,
        "score": 9,
        "selftext": "Salt.",
    }
    first |= {
        "permalink": "/r/pier/comments/s1/pier/",
        "subreddit": "pier",
        "title": "Pier",
        "url": "https://a.example/",
    }
    answer = comment | {"id": "c2", "parent_id": "t1_c1", "body": "[deleted]", "author": "[deleted]"}
    replies = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": answer | {"replies": ""}}]}}
    top = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": first}]}}
    below = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": comment | {"replies": replies}}]}}
    return [_lines(first, comment, answer), json.dumps([top, below])]


def _github() -> list[str]:
    page = "https://github.com/pier/rust"
    user = {"login": "ann", "id": 1, "type": "User"}
    issue = {
        "html_url": f"{page}/issues/1",
        "number": 1,
        "title": "Rust",
        "user": user,
        "labels": [{"name": "sea"}],
        "state": "open",
    }
    issue |= {
        "created_at": _TIME,
        "updated_at": _TIME,
        "body": "It rusts.<!-- how -->",
        "reactions": {"+1": 2, "total_count": 2},
    }
    comment = {
        "id": 11,
        "html_url": f"{page}/issues/1#issuecomment-11",
        "user": user,
        "created_at": _TIME,
        "body": "> It rusts.\n\nNo.",
    }
    review = comment | {
        "html_url": f"{page}/pull/2#discussion_r21",
        "id": 21,
        "in_reply_to_id": 20,
        "path": "a.c",
        "line": 7,
    }
    held = {
        "author": {"login": "bo"},
        "bodyText": "No.",
        "createdAt": _TIME,
        "url": f"{page}/discussions/3#discussioncomment-5",
    }
    graph = {"title": "Why?", "number": 3, "url": f"{page}/discussions/3", "body": "Why?", "createdAt": _TIME}
    graph["comments"] = {
        "nodes": [held | {"replies": {"nodes": [held | {"url": f"{page}/discussions/3#discussioncomment-6"}]}}]
    }
    return [
        _lines(issue | {"events": [comment]}, review),
        json.dumps([issue, comment, review]),
        json.dumps({"data": {"repository": {"discussion": graph}}}, indent=1),
    ]


def _stackexchange() -> list[bytes]:
    posts = (
        '﻿<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
        '  <row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2024-05-01T10:00:00.120" Score="-3" '
        'Body="&lt;p&gt;Why?&lt;/p&gt;" OwnerUserId="7" Title="Rust" Tags="&lt;iron&gt;&lt;sea&gt;" />\n'
        '  <row Id="2" PostTypeId="2" ParentId="1" Score="4" Body="&lt;p&gt;Salt.&lt;/p&gt;" OwnerDisplayName="Ann" '
        'LastEditDate="2024-05-02T10:00:00.000" />\n</posts>'
    )
    row = '<row Id="1" PostId="2" Score="0" Text="Which? a &lt; b" UserId="8" />'
    comments = f'<?xml version="1.0"?>\n<comments>\n  {row}\n</comments>'
    return [JOINT.join((posts.encode(), comments.encode()))]


def _forum_magnum() -> list[str]:
    row = {
        "_id": "c1",
        "postId": "p",
        "parentCommentId": None,
        "contents": {"html": _QUOTED},
        "postedAt": _TIME,
        "baseScore": 7,
    }
    row |= {
        "user": {"displayName": "Ann", "slug": "ann"},
        "deleted": False,
        "pageUrl": "https://f.example/posts/p/x?commentId=c1",
    }
    row |= {"extendedScore": {"agreement": 2, "reacts": {"insightful": [{"displayName": "Bo", "quotes": ["Iron"]}]}}}
    post = {
        "_id": "p",
        "title": "Piers",
        "contents": {"markdown": "*Iron*\n\n> No.\n\nYes."},
        "postedAt": _TIME,
        "commentCount": 2,
    }
    answer = {"data": {"comments": {"results": [row, row | {"_id": "c2", "parentCommentId": "c1"}]}}}
    return [
        json.dumps(answer, indent=1),
        _lines(post, row),
        json.dumps([answer, {"data": {"posts": {"results": [post]}}}]),
    ]


_HEAD = "From: Ann <ann@a.example>\nDate: Thu, 1 Nov 2001 11:19:12 +0100\nMessage-ID: <1@a>\nSubject: =?utf-8?q?Pl=C3=BCms?=\n"
_ANSWER = (
    "From: Bo <bo@a.example>\nDate: Fri, 2 Nov 2001 11:19:12 +0100\nMessage-ID: <2@a>\nIn-Reply-To: <1@a>\nSubject: Re: Plums\n"
    "Content-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n"
    "On Thu, Ann wrote:\n> Plums are fruit=2E\n\nThey are=\n not.\n\n-- \nBo\n"
)
_PARTS = (
    f'{_HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    '--b\nContent-Type: multipart/alternative; boundary="c"\n\n'
    f"--c\nContent-Type: text/plain\n\nPlums.\n--c\nContent-Type: text/html\n\n{_QUOTED}\n--c--\n--b\n"
    "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n"
)
_DIGEST = f"{_HEAD}Content-Type: multipart/digest; boundary=d\n\n--d\n\n{_ANSWER}\n--d\n"
_DIGEST += f"Content-Type: message/rfc822\n\n{_ANSWER}\n--d--\n"


def _mbox() -> list[str]:
    separator = "From ann@a.example Thu Nov  1 11:19:12 2001\n"
    plain = f"{separator}{_HEAD}\nPlums are fruit.\n>From the tree.\n\n"
    return [f"{plain}{separator}{_ANSWER}\n", f"{separator}{_PARTS}\n{separator}{_DIGEST}\n"]


def _maildir() -> list[bytes]:
    return [JOINT.join((f"{_HEAD}\nPlums.\n".encode(), _ANSWER.encode()))]


def _table() -> list[str]:
    return [
        'id,parent,author,date,text\n1,,Ann,2024-05-01,"Iron, ""salt""\nand sea"\n2,1,Bo,2024-05-02 10:00,No.\n',
        "﻿id;parent_id;autor;fecha;texto;alignment\n1;;Ann;01.05.2024;<p>Hierro</p>;1\n2;1;Bo;02/05/2024;No;-1\n",
    ]


def _argdown() -> list[str]:
    map_ = (
        "===\ntitle: The pier\nauthor: Ann\n===\n\n# Keep?\n\n"
        "[Keep]: It should be kept. #goal\n    + <Walks>: People walk. {a: 1}\n"
        "        - <Rain>: Nobody does.\n            _ <Umbrellas>\n    >< [Remove]: It should go.\n\n<Walks>\n\n"
        "(1) Salt eats iron.\n(2) [Iron]: It is iron.\n    +> [Remove]\n--\nModus ponens {uses: [1,2]}\n--\n(3) It is eaten.\n"
    )
    return [map_]


def _jsonl() -> list[str]:
    row = {
        "id": "1",
        "discussion": "pier",
        "title": "Pier",
        "parent": None,
        "author": "Ann",
        "created_at": _TIME,
        "text": "Iron.",
    }
    return [
        _lines(
            row | {"url": "https://a.example/1", "meta": {"n": 1}},
            row | {"id": 2, "parent": "1", "text": "> Iron.\n\nNo."},
        )
    ]


def _json() -> list[str]:
    rows = [json.loads(line) for line in _jsonl()[0].splitlines()]
    return [json.dumps({"page": {"comments": rows}, "count": 2}, indent=1), json.dumps(rows)]


def _page() -> list[str]:
    body = f"<main><h1>Pier</h1><article><p>Iron rusts in the sea.</p></article><article>{_QUOTED}</article></main>"
    return [
        f"<!doctype html><html><head><title>Pier</title><script>x</script></head><body><nav>Home</nav>{body}</body></html>"
    ]


def _text() -> list[str]:
    said = [
        f"The pier is made of {each} and it will not stand another winter in the sea."
        for each in ("iron", "wood", "stone")
    ]
    return ["\n\n".join(said) + f"\n\n> {said[0]}\n\nNo.\n\n" + "\n\n".join(said)]


_SAMPLES = {
    "convokit": _convokit,
    "discourse": _discourse,
    "hn": _hackernews,
    "reddit": _reddit,
    "github": _github,
    "stackexchange": _stackexchange,
    "forummagnum": _forum_magnum,
    "mbox": _mbox,
    "maildir": _maildir,
    "eml": lambda: [_HEAD + "\nPlums.\n", _ANSWER, _PARTS, _DIGEST],
    "argdown": _argdown,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _table,
    "page": _page,
    "text": _text,
}
