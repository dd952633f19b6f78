from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ingest.models import CommentId, DiscussionId, Place, Post, SourceId
from ingest.readings import Reading, compose, from_post, readings_of

moments = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
names = st.none() | st.sampled_from(["ada", "bo"])
texts = st.sampled_from(["One text.", "Another text, longer.", "A third."])


@st.composite
def readings(draw):
    source = SourceId(draw(st.sampled_from(["s1", "s2", "s3"])))
    starts = sorted(draw(st.sets(st.integers(0, 10_000), min_size=1, max_size=3)))
    places = tuple(Place(start, start + 5, 1 + at, text=draw(st.none() | texts)) for at, start in enumerate(starts))
    return Reading(
        source=source,
        discussion=DiscussionId(draw(st.sampled_from(["d1", "d2"]))),
        text=draw(texts),
        places=places,
        id=draw(st.none() | st.sampled_from([CommentId("x:1"), CommentId("x:2")])),
        author=draw(names),
        created_at=draw(moments),
        edited_at=draw(moments),
        title=draw(names),
        url=draw(names),
        root=draw(st.booleans()),
        position=draw(st.integers(0, 9)),
        gaps=draw(st.sampled_from([(), ((3, 0.25),), ((2, 0.5), (4, 0.125))])),
        meta=draw(st.dictionaries(st.sampled_from("ab"), st.integers(0, 3))),
    )


@given(st.lists(readings(), min_size=1, max_size=4, unique_by=lambda each: each.source))
def test_readings_come_back_from_what_is_stored(found):
    normal = [normalised(each) for each in found]
    for representative in normal:
        judged = {each.key: Place(0, 0, match="near", why="alike") for each in normal if each is not representative}
        comment, occurrences = compose(normal, representative, judged)
        assert readings_of(comment, occurrences) == sorted(normal, key=lambda each: each.key)


def normalised(reading: Reading) -> Reading:
    """A place whose text is the reading's own says so by None."""
    places = tuple(
        Place(p.start, p.end, p.rendering, p.match, None if p.text == reading.text else p.text, p.why)
        for p in reading.places
    )
    return replace(reading, places=places)


def post(text: str, author: str | None = None) -> Post:
    return Post(text, (Place(0, len(text)),), author=author)


def test_a_short_text_without_id_is_told_by_its_place():
    first = from_post(post("Thanks!"), SourceId("s"), DiscussionId("d"), 1, "A long first comment")
    again = from_post(post("thanks!"), SourceId("other"), DiscussionId("e"), 7, "a long first  comment")
    elsewhere = from_post(post("Thanks!"), SourceId("s"), DiscussionId("d"), 2, "Another comment")
    assert first.id == again.id
    assert first.id != elsewhere.id


def test_a_long_text_without_id_has_none():
    text = "This text is long enough to be told by its own words."
    assert from_post(post(text), SourceId("s"), DiscussionId("d"), 0, "").id is None


def test_short_texts_of_two_people_at_one_place_are_two():
    at = (SourceId("s"), DiscussionId("d"), 1, "before")
    assert from_post(post("+1", "ada"), *at).id != from_post(post("+1", "bo"), *at).id


def test_what_the_chosen_reading_does_not_tell_another_one_tells():
    moment = datetime(2024, 3, 2, tzinfo=UTC)
    said = Post("The bridge was shut for the whole of the summer, and nobody said why.", (Place(0, 9),))
    bare = from_post(said, SourceId("s1"), DiscussionId("d"), 0, "")
    full = from_post(replace(said, author="ada", created_at=moment), SourceId("s2"), DiscussionId("d"), 0, "")
    comment, occurrences = compose([bare, full], bare, {})
    assert (comment.author, comment.created_at) == ("ada", moment)
    assert readings_of(comment, occurrences) == [bare, full]
    assert compose([bare, replace(full, author="bo"), full], bare, {})[0].author == "ada"
