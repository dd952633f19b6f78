"""Tables of comments: any delimiter, columns in several languages, cells that spreadsheets changed, rows that are none."""

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archive import COMMENTS, small_store
from small_arguments import argued_store

from ingest.decoding import lines
from ingest.formats import detect, read, sources
from ingest.limits import Limits
from ingest.models import Discussion, Rejected
from ingest.readers.csv_columns import folded, guessed
from ingest.readers.csv_records import records
from ingest.readers.csv_table import CSV
from ingest.readers.format import Found, Options
from tests.posts import posts_of
from ui.export.cells import harmless
from ui.export.csv_tables import export

HEADER = ("id", "parent_id", "author", "time", "thread", "subject", "comment")
FIRST = ("1", "", "Ann", "2024-05-01 10:00", "pier", "The pier", 'Let it rust,\nI say; "rust".')
SECOND = ("2", "1", "Bob", "1714557600", "pier", "", "No\ttar | pitch.")


def table(*rows, delimiter=",", end="\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.fixture
def reading(tmp_path):
    def read_it(content: str | bytes, options: Options | None = None, *, asked: bool = False) -> list:
        file = tmp_path / "bridges.data"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        (found,) = sources([file], format_name="csv" if asked else None)
        assert isinstance(found, Found), found
        assert found.format == "csv", found.why
        return list(read(found, options or Options()))

    return read_it


def reasons_of(items) -> list[str]:
    return [f"{each.location} {each.reason}" for each in items if isinstance(each, Rejected)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_delimiter_and_encoding_gives_the_same_comments(reading, delimiter, encoding):
    (discussion,) = reading(table(HEADER, FIRST, SECOND, delimiter=delimiter).encode(encoding))
    first, second = discussion.posts
    assert discussion.title == "The pier"
    assert (first.text, first.author, first.root) == (FIRST[-1], "Ann", True)
    assert first.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (second.text, second.parent, second.root) == (SECOND[-1], first.id, False)
    assert first.id == "csv:pier:1"


@pytest.mark.parametrize(
    ("header", "author", "text"),
    [
        ("Id;Padre;Autor;Comentario", "Autor", "Comentario"),
        ("Nr;Antwort auf;Verfasser;Beitrag", "Verfasser", "Beitrag"),
        ("id;réponse à;Auteur;Texte", "Auteur", "Texte"),
        ("commentID;parentId;userName;commentText", "userName", "commentText"),
        ("编号;回复;作者;内容", "作者", "内容"),
    ],
)
def test_columns_are_known_in_several_languages(header, author, text):
    fields = guessed(header.split(";"))
    assert (fields["author"], fields["text"]) == ((author,), (text,))
    assert (len(fields["id"]), len(fields["parent"])) == (1, 1)


def test_names_are_compared_by_their_words():
    assert {folded(each) for each in ("parentID", "Parent_Id", " parent-id ", "PARENT/ID")} == {"parent id"}


def test_columns_can_be_said_and_left_alone(reading):
    text = table(("key", "words", "author"), ("7", "Hello, you.", "secret"), ("8", "Hi.", "x"))
    (discussion,) = reading(text, Options({"id": "key", "text": "words", "author": ""}), asked=True)
    assert [(post.id, post.text, post.author) for post in discussion.posts] == [
        ("csv:bridges:7", "Hello, you.", None),
        ("csv:bridges:8", "Hi.", None),
    ]
    (refused,) = reasons_of(reading(text, Options({"text": "wrds"}), asked=True))
    assert "no column is called 'wrds'" in refused
    assert "key, words, author" in refused


def test_a_table_without_a_known_text_says_which_columns_there_are(reading):
    (refused,) = reasons_of(reading(table(("a", "b", "c"), *[("1", "2", "3")] * 4)))
    assert "say --map text=COLUMN (columns here: a, b, c)" in refused


def test_a_row_with_too_few_or_too_many_cells_is_rejected_with_its_line(reading):
    items = reading(table(HEADER, FIRST, FIRST[:-1], (*SECOND, "more"), SECOND))
    assert len(posts_of(items)) == 2
    assert [each.partition(" the header")[0] for each in reasons_of(items)] == [
        "bridges.data:4 6 cells where",
        "bridges.data:5 8 cells where",
    ]
    assert all("quotation marks" in each for each in reasons_of(items))


def test_empty_rows_are_dropped_and_a_row_with_only_an_id_is_kept(reading):
    items = reading(table(HEADER, FIRST, ("",) * 7, ("3", "2", "", "", "pier", "", ""), end="\n") + "\n\n")
    assert [(post.id, post.text) for post in posts_of(items)] == [("csv:pier:1", FIRST[-1]), ("csv:pier:3", "")]
    assert reasons_of(items) == []


def test_a_quote_that_is_never_closed_costs_one_line(reading):
    text = table(HEADER, FIRST) + '3,1,Eve,,pier,,"Never closed\n' + table(SECOND)
    items = reading(text)
    assert [post.author for post in posts_of(items)] == ["Ann", "Bob"]
    (refused,) = reasons_of(items)
    assert refused.startswith("bridges.data:4")
    assert "never closed" in refused


def test_many_quotes_that_are_never_closed_are_read_in_time_that_does_not_explode(reading):
    items = reading(table(("id", "text"), ("1", "x")) + 'x",""",\n' * 100_000)
    assert len(posts_of(items)) == 1
    assert 1 <= len(reasons_of(items)) <= 10


def test_a_record_longer_than_a_line_may_be_is_rejected_and_the_next_one_read(reading):
    text = table(("id", "text"), ("1", "a" * 3000), ("2", "b"), ("3", "c\n" * 1500), ("4", "d"))
    items = reading(text, Options(limits=Limits(line=2000)))
    assert {"csv:bridges:2", "csv:bridges:4"} <= {post.id for post in posts_of(items)}
    assert reasons_of(items)[0].startswith("bridges.data:2")


def test_what_stands_in_no_field_is_kept_and_scores_are_numbers(reading):
    rows = (("comentario", "id", "puntos", "zip", "x", "x"), ("Sí.", "1", "12", "007", "-1", "2.5"))
    (post,) = posts_of(reading(table(*rows)))
    assert post.meta == {"score": 12, "zip": "007", "x": -1, "x (6)": 2.5}


def test_a_parent_of_another_type_is_the_subject_of_the_discussion(reading):
    rows = (
        ("id", "body", "commentable_id", "commentable_type", "root_commentable_url"),
        ("1", "Good.", "9", "Town::Meetings::Meeting", "https://town.example/m/9"),
        ("9", "Bad.", "1", "Town::Comments::Comment", "https://town.example/m/9"),
    )
    (discussion,) = reading(table(*rows, delimiter=";"))
    good, bad = discussion.posts
    assert (good.parent, good.root, good.meta["commentable_id"]) == (None, True, 9)
    assert (bad.parent, bad.root) == (good.id, False)
    assert discussion.url == "https://town.example/m/9"


def test_html_in_a_cell_becomes_text_and_other_angles_stay(reading):
    cells = (
        "<p>Rust &amp; salt.</p><blockquote>It is iron.</blockquote><p>Is it?</p>",
        'See <a href="https://pier.example/">here</a>\nand there.',
        "<script>alert(1);</script> and a < b && c > d &amp;",
    )
    posts = posts_of(reading(table(("id", "text"), *enumerate(cells))))
    assert [post.text for post in posts] == [
        "Rust & salt.\n\n> It is iron.\n\nIs it?",
        "See here (https://pier.example/)\nand there.",
        cells[2],
    ]


def test_a_line_that_names_the_delimiter_is_no_header(reading):
    assert len(posts_of(reading("sep=;\r\n" + table(HEADER, FIRST, SECOND, delimiter=";")))) == 2


def test_a_parent_may_come_later_or_never_and_replies_may_run_in_a_circle(reading):
    rows = (("id", "parent", "text"), ("2", "1", "b"), ("1", "2", "a"), ("3", "99", "c"), ("4", "4", "d"))
    posts = posts_of(reading(table(*rows)))
    own = [(post.id[-1:], post.parent.rpartition(":")[2]) for post in posts]
    assert own == [("2", "1"), ("1", "2"), ("3", "99"), ("4", "4")]


def test_an_id_of_a_megabyte_is_rejected_and_nul_is_flagged(reading):
    items = reading(table(("id", "text"), ("9" * 1_000_000, "x"), ("2", "a\0b")))
    assert "at most 300 characters" in reasons_of(items)[0]
    (post,) = posts_of(items)
    assert post.text == "a\ufffdb"
    assert post.meta["rejoinder_flags"] == ["characters replaced"]


def test_a_time_that_cannot_be_read_is_kept_and_flagged(reading):
    (post,) = posts_of(reading(table(("id", "date", "text"), ("1", "yesterday", "x"))))
    assert (post.created_at, post.meta["created_at"]) == (None, "yesterday")
    assert post.meta["rejoinder_flags"] == ["created_at unreadable"]


def test_a_date_with_points_has_its_day_first(reading):
    times = ("16.10.2017 07:18", "3.4.2017", "16.10.2017, 07:18:09", "2017-10-16")
    posts = posts_of(reading(table(("id", "datum", "text"), *[(n, time, "x") for n, time in enumerate(times)])))
    assert [post.created_at.isoformat()[:19] for post in posts] == [
        "2017-10-16T07:18:00",
        "2017-04-03T00:00:00",
        "2017-10-16T07:18:09",
        "2017-10-16T00:00:00",
    ]


def test_a_header_with_spaces_behind_its_commas_is_one(reading):
    posts = posts_of(reading("id, parent, author, text\n1, , Ann, Let it rust.\n2, 1, Bob, No.\n"))
    assert [(post.author, post.text.strip(), post.root) for post in posts] == [
        ("Ann", "Let it rust.", True),
        ("Bob", "No.", False),
    ]
    assert posts[1].parent == posts[0].id


def test_places_are_where_the_rows_stand(reading):
    text = "\ufeff" + table(HEADER, FIRST, SECOND)
    places = [post.places[0] for post in posts_of(reading(text))]
    assert [next(csv.reader(io.StringIO(text[1:][each.start : each.end], newline=""))) for each in places] == [
        list(FIRST),
        list(SECOND),
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "Dear all, I think, as ever, so.\nYou do, as I said, not know.\nAnd so, on and on, it goes.\nAmen, or not, here.\n",
        "text\nonly one column\n",
        "Message, date, and author are unknown.\nSo be it.\nAs always, or never, we hope.\n",
        '{"id": 1, "text": "x, y"}\n',
        "On Monday; Ann wrote:\n> text; comment\n",
    ],
)
def test_prose_and_json_are_no_tables(prose):
    assert CSV.detect(Path("x"), prose.encode()) is None
    assert detect(Path("x"), prose.encode())[0].name != "csv"


def test_our_own_table_of_comments_reads_back(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        export(store, tmp_path / "out")
    (found,) = sources([tmp_path / "out" / "comments.csv"])
    items = list(read(found))
    assert reasons_of(items) == []
    back = {post.id.rpartition(":")[2]: post for post in posts_of(items)}
    assert {uid: post.text for uid, post in back.items()} == {each.uid: each.text for each in COMMENTS}
    assert {each.uid: (each.author, each.created_at) for each in COMMENTS} == {
        uid: (post.author, post.created_at) for uid, post in back.items()
    }
    assert {each.title for each in items if isinstance(each, Discussion)} == {"Plastic bag ban", "Late trains"}


def test_of_our_own_tables_only_the_comments_are_comments(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        export(store, tmp_path / "out")
    comments = {}
    for found in sources([tmp_path / "out"]):
        items = list(read(found, Options()))
        comments[found.name.rpartition("/")[2]] = len(posts_of(items))
        assert posts_of(items) or "ingest comments.csv" in reasons_of(items)[0] or "no column" in reasons_of(items)[0]
    assert {name for name, count in comments.items() if count} == {"comments.csv"}
    assert len(comments) == 6


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.sampled_from("=+-@ \n\t\u200b\"',;ab"), min_size=1), min_size=1, max_size=5))
def test_cells_that_were_kept_from_being_formulas_are_what_they_were(tmp_path_factory, texts):
    texts = [each.replace("'", "") or "x" for each in texts]
    file = tmp_path_factory.mktemp("table") / "t.csv"
    file.write_bytes(table(("id", "text"), *enumerate(map(harmless, texts))).encode())
    (found,) = sources([file], format_name="csv")
    assert [post.text for post in posts_of(read(found))] == [each or "" for each in texts]


@settings(deadline=None)
@given(st.text(st.sampled_from('a",;\n\r'), max_size=60), st.sampled_from(",;"))
def test_any_text_is_cut_into_records_that_lie_one_after_the_other(text, delimiter):
    source = lines(io.BufferedReader(io.BytesIO(text.encode())), 1000)
    found = list(records(source, delimiter, 1000))
    assert all(0 <= each.start <= each.end <= len(text) for each in found)
    assert [each.number for each in found] == sorted({each.number for each in found})
    assert not found or found[0].number == 1


@pytest.fixture(scope="module")
def decidim() -> Path:
    folder = Path(os.environ.get("REJOINDER_EXPORTS", "")) / "decidim_barcelona"
    if not (folder / "meeting_comments.csv").is_file():
        pytest.skip("needs REJOINDER_EXPORTS, a folder with the export decidim_barcelona")
    return folder


@pytest.mark.parametrize(("name", "count"), [("meeting_comments", 2628), ("result_comments", 87)])
def test_every_row_of_a_real_table_is_read(decidim, name, count):
    with (decidim / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file, delimiter=";")}
    (found,) = sources([decidim / f"{name}.csv"])
    items = list(read(found))
    posts = {post.id.rpartition(":")[2]: post for post in posts_of(items)}
    assert (len(rows), len(posts), reasons_of(items)) == (count, count, [])
    replies = {uid: row["commentable_id"] for uid, row in rows.items() if row["commentable_type"].endswith("Comment")}
    assert {uid: post.parent.rpartition(":")[2] for uid, post in posts.items() if post.parent} == replies
    assert [posts[uid].meta["alignment"] for uid in rows] == [int(row["alignment"]) for row in rows.values()]
    assert [posts[uid].meta["depth"] for uid in rows] == [int(row["depth"]) for row in rows.values()]
    assert {each.url for each in items} == {row["root_commentable_url"] for row in rows.values()}
