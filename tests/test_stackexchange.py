from datetime import UTC, datetime
from random import Random
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import Limits
from ingest.readers.format import Found, Options
from ingest.readers.stackexchange import Questions, detect, files, read
from tests.posts import posts_of, rejected_in, sharing

SITE = "pier.example"
TIME = datetime(2024, 5, 1, 10, 0, 0, 120_000, tzinfo=UTC)


def row(**fields) -> str:
    return (
        "  <row "
        + " ".join(f"{name}={quoteattr(str(value))}" for name, value in fields.items() if value is not None)
        + " />\n"
    )


def question(number=1, **fields):
    given = {
        "Id": number,
        "PostTypeId": 1,
        "AcceptedAnswerId": 2,
        "CreationDate": "2024-05-01T10:00:00.120",
        "Score": -3,
        "ViewCount": 9,
        "Body": "<p>Does it &amp; will it rust?</p>\n<blockquote><p>Iron.</p></blockquote>",
        "OwnerUserId": 7,
        "Title": "Why does the pier rust?",
        "Tags": "<iron><sea>",
    }
    return row(**given | fields)


def answer(number=2, parent=1, **fields):
    given = {
        "Id": number,
        "PostTypeId": 2,
        "ParentId": parent,
        "Score": 4,
        "Body": "<p>Salt.</p>",
        "OwnerDisplayName": "Ann",
    }
    return row(**given | fields)


def comment(number=1, post=2, **fields):
    return row(**{"Id": number, "PostId": post, "Score": 0, "Text": "Which salt? a < b", "UserId": 8} | fields)


def in_list(name, *rows):
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<{name}>\n{"".join(rows)}</{name}>'


@pytest.fixture
def reading(tmp_path):
    def read_folder(posts, comments=None, limits=None):
        folder = tmp_path / SITE
        folder.mkdir(exist_ok=True)
        (folder / "Posts.xml").write_text(posts, newline="")
        if comments is not None:
            (folder / "Comments.xml").write_text(comments, newline="")
        return read_any(folder, limits)

    return read_folder


def read_any(path, limits=None):
    return list(read(Found(path, path.name, "stackexchange", "", "0", 1), Options(limits=limits or Limits())))


def test_question_answers_and_comments_are_one_tree(reading):
    (found,) = reading(
        in_list("posts", question(), answer(), answer(5)),
        in_list("comments", comment(), comment(3, post=1), comment(4, post=5)),
    )
    assert (found.title, found.url) == ("Why does the pier rust?", "https://pier.example/q/1")
    assert found.meta == {"tags": ["iron", "sea"]}
    assert {post.id: post.parent for post in found.posts} == {
        "stackexchange:pier.example:1": None,
        "stackexchange:pier.example:2": "stackexchange:pier.example:1",
        "stackexchange:pier.example:5": "stackexchange:pier.example:1",
        "stackexchange:pier.example:c1": "stackexchange:pier.example:2",
        "stackexchange:pier.example:c3": "stackexchange:pier.example:1",
        "stackexchange:pier.example:c4": "stackexchange:pier.example:5",
    }
    asked, said, _, remark, *_ = found.posts
    assert (asked.root, said.root, asked.text) == (True, False, "Does it & will it rust?\n\n> Iron.")
    assert asked.meta == {"score": -3, "accepted_answer": "stackexchange:pier.example:2"}
    assert (asked.created_at, asked.author, said.author, remark.author) == (TIME, "user7", "Ann", "user8")
    assert (said.url, remark.url) == ("https://pier.example/a/2", "https://pier.example/posts/comments/1")
    assert (remark.text, remark.meta) == ("Which salt? a < b", {"score": 0})


def test_edits_and_closing_are_kept(reading):
    (found,) = reading(
        in_list("posts", question(LastEditDate="2024-05-02T10:00:00.120", ClosedDate="2024-05-03T00:00:00"))
    )
    assert found.posts[0].edited_at == TIME.replace(day=2)
    assert found.posts[0].meta["closed"] is True


def test_answers_may_come_before_their_question_and_out_of_order(reading):
    (found,) = reading(in_list("posts", answer(9), answer(2), question()), in_list("comments", comment(post=9)))
    assert len(found.posts) == 4


def test_a_file_alone_is_read_under_the_same_names(tmp_path, reading):
    whole = reading(in_list("posts", question(), answer()), in_list("comments", comment(post=1)))
    folder = tmp_path / SITE
    alone = [*read_any(folder / "Posts.xml"), *read_any(folder / "Comments.xml")]
    assert {(each.uid, post.id) for each in alone for post in each.posts} == {
        (each.uid, post.id) for each in whole for post in each.posts
    }


def test_the_place_of_a_post_is_its_row(reading):
    text = in_list("posts", question(Title="Übung"), answer())
    place = posts_of(reading(text))[1].places[0]
    assert text.removeprefix("\ufeff")[place.start : place.end].strip() == answer().strip()


def test_rows_of_two_files_never_share_a_place(reading):
    posts = in_list("posts", question()).replace("?>", "   ?>")
    comments = in_list("comments", comment(1, 1))
    assert posts.index("  <row") == comments.index("  <row")
    items = reading(posts, comments)
    assert len(posts_of(items)) == 2
    assert sharing(items) == 0


def test_pages_of_wikis_are_dropped(reading):
    (found,) = reading(in_list("posts", question(), row(Id=3, PostTypeId=5, Body="About iron.")))
    assert [post.id for post in found.posts] == ["stackexchange:pier.example:1"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(Id=None), "Id"),
        (answer(Id="x"), "Id"),
        (answer(Id="1" * 1_000_000), "Id"),
        (answer(Id="-4"), "Id"),
        (answer(ParentId=None), "ParentId"),
        (answer(ParentId="NaN"), "ParentId"),
        (answer(PostTypeId=""), "PostTypeId"),
        (answer(PostTypeId=None), "PostId"),
        (question(AcceptedAnswerId="first"), "AcceptedAnswerId"),
        ('<row Id="1" Id="2" />\n', "not XML"),
        ('<row Id="3" PostTypeId="1" Body="&lol;" />\n', "not XML"),
        ('<row Id="3" PostTypeId="1" Body="&#0;" />\n', "not XML"),
        ('<row Id="3" PostTypeId="1" Body="cut\n', "not XML"),
        ("<row>" * 100_000 + "\n", "neither a row"),
        ('<!DOCTYPE posts [<!ENTITY lol "lol">]>\n', "neither a row"),
        ("words\n", "neither a row"),
    ],
)
def test_a_wrong_row_costs_no_other(reading, bad, reason):
    items = reading(in_list("posts", question(), bad, answer(9)))
    (one,) = rejected_in(items)
    assert one.location == "pier.example:Posts.xml:4"
    assert reason in one.reason
    assert "a row a line" in one.reason
    assert [post.id for post in posts_of(items)] == ["stackexchange:pier.example:1", "stackexchange:pier.example:9"]


@pytest.mark.parametrize("field", ["Id", "PostId"])
def test_a_wrong_comment_costs_no_other(reading, field):
    items = reading(in_list("posts", question()), in_list("comments", comment(**{field: "x"}), comment(3)))
    (one,) = rejected_in(items)
    assert (one.location, field in one.reason) == ("pier.example:Comments.xml:3", True)
    assert len(posts_of(items)) == 2


def test_wrong_scores_and_times_cost_no_post(reading):
    (post,) = posts_of(reading(in_list("posts", question(Score="many", CreationDate="then", AcceptedAnswerId=None))))
    assert post.meta == {"rejoinder_flags": ["CreationDate unreadable"]}


def test_a_row_over_the_limit_is_rejected_and_the_next_one_read(reading):
    items = reading(in_list("posts", question(Body="x" * 3000), answer()), limits=Limits(line=1000))
    assert [each.location for each in rejected_in(items)] == ["pier.example:Posts.xml:3"]
    assert len(posts_of(items)) == 1


def test_a_folder_and_each_of_its_files_are_known(tmp_path, reading):
    reading(in_list("posts", question()), in_list("comments", comment()))
    folder = tmp_path / SITE
    assert detect(folder, b"").startswith("a folder with Posts.xml")
    assert files(folder) == [folder / "Posts.xml", folder / "Comments.xml"]
    for file in files(folder):
        assert detect(file, file.read_bytes()) is not None
        assert files(file) == [file]
    (folder / "Posts.xml").write_text("<html>")
    assert detect(folder, b"") is None


@pytest.mark.parametrize(
    "head", ["<votes>\n<row Id='1' PostId='2' />", "<posts>words", "<html>", " " * 100_000, "<?xml " * 20_000, ""]
)
def test_other_files_are_not_taken(tmp_path, head):
    assert detect(tmp_path / "x.xml", head.encode()) is None


@given(st.dictionaries(st.integers(1, 60), st.integers(1, 60)), st.randoms())
def test_the_question_of_an_answer_is_found_in_any_order(parents, chance):
    pairs = list(parents.items())
    chance.shuffle(pairs)
    questions = Questions()
    for each, parent in pairs:
        questions.add(each, parent)
    assert {post: questions.of(post) for post in range(61)} == {post: parents.get(post, post) for post in range(61)}


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"))))
def test_every_text_of_a_comment_is_read_back(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "Comments.xml"
    file.write_text(in_list("comments", comment(Text=text)), encoding="utf-8")
    (post,) = posts_of(read_any(file))
    assert post.text == text.strip() or ">" in text


def test_damaged_dumps_are_read_or_rejected(tmp_path):
    chance = Random(3)  # noqa: S311  (no cryptography)
    samples = (in_list("posts", question(), answer()), in_list("comments", comment(), comment(2)))
    file = tmp_path / "Posts.xml"
    for _ in range(300):
        text = chance.choice(samples)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.choice((1, 3, 40)))
            text = (
                text[:start]
                + chance.choice(("", text[start:end] * 2, '"', "\n", "<", "&", "\0", "9" * 20))
                + text[end:]
            )
        file.write_text(text)
        items = read_any(file)
        assert items
        assert all(each.reason.strip() for each in rejected_in(items))
