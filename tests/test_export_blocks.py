from ingest.models import CommentId, Quote
from ui.export.blocks import stands_apart

ORIGINAL = "The survey was done in spring. Nobody read it."


def apart(text: str, quoted: str, original: str = ORIGINAL) -> bool:
    start = text.index(quoted)
    return stands_apart(Quote("q", CommentId("b"), start, start + len(quoted), CommentId("a"), 0, 30), text, original)


def test_a_line_that_repeats_the_original_stands_apart():
    assert apart("The survey was done in spring.\nI read it.", "The survey was done in spring.")
    assert apart("“The survey was done in Spring.”\nI read it.", "The survey was done in Spring.")


def test_words_inside_a_sentence_do_not():
    assert not apart('You say "The survey was done in spring." but where is it?', "The survey was done in spring.")


def test_a_damaged_line_stands_apart_only_when_it_is_marked():
    assert not apart("The surveys were done in spring.\nI read it.", "The surveys were done in spring.")
    assert apart("> The surveys were done in spring.\nI read it.", "The surveys were done in spring.")
