"""Markup becomes the paragraphs that a page shows, quotes told from new text."""

from ingest.training.markup import Shown, html_paragraphs, markdown_paragraphs


def test_a_quote_block_is_told_from_the_answer():
    html = "<blockquote><p>The mill is old.</p></blockquote><p>It is not <em>that</em> old.</p>"
    assert html_paragraphs(html) == [Shown("The mill is old.", True), Shown("It is not that old.", False)]


def test_who_is_quoted_is_no_part_of_the_quote():
    html = (
        '<aside class="quote"><div class="title">Ann:</div><blockquote><p>The mill.</p></blockquote></aside><p>Yes.</p>'
    )
    assert html_paragraphs(html) == [Shown("The mill.", True), Shown("Yes.", False)]


def test_items_of_a_list_keep_their_marks():
    html = "<p>Three:</p><ol><li>wheel</li><li><p>stone</p></li></ol><ul><li>sluice</li></ul>"
    assert [shown.text for shown in html_paragraphs(html)] == ["Three:", "1. wheel", "2. stone", "- sluice"]


def test_code_and_previews_are_left_out():
    html = (
        '<p>See <code>run</code>:<pre>while true</pre><aside class="onebox"><p>Mills</p></aside>there.<br>Done &amp; so'
    )
    assert [shown.text for shown in html_paragraphs(html)] == ["See run:", "there.", "Done & so"]


def test_a_mark_quotes_in_html_too():
    assert html_paragraphs("<p>&gt; The mill is old.<p>No.") == [Shown("The mill is old.", True), Shown("No.", False)]


def test_markdown_joins_lines_up_to_a_blank_line_or_an_item():
    text = "The **mill** is\nold, see [this](http://a.example/b).\n\n- wheel\n- stone\n\n\n## So\n"
    assert [shown.text for shown in markdown_paragraphs(text)] == [
        "The mill is old, see this.",
        "- wheel",
        "- stone",
        "So",
    ]


def test_markdown_quotes_are_told_from_the_answer():
    text = "> The mill\n> is old.\n>\n> And small.\n\nNo.\n> Is it?\nYes."
    expected = [("The mill is old.", True), ("And small.", True), ("No.", False), ("Is it?", True), ("Yes.", False)]
    assert markdown_paragraphs(text) == [Shown(*each) for each in expected]


def test_markdown_code_and_pictures_are_left_out_and_entities_read():
    text = "First &gt; second.\r\n\r\n```\ncode\n```\n![a mill](m.png)\nsnake_case stays."
    assert [shown.text for shown in markdown_paragraphs(text)] == ["First > second.", "snake_case stays."]
