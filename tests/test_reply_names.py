from graph.reply.names import ADDRESSED, CREDITED, MENTIONED, find_mentions
from ingest.words import tokens


def named(names: list[str], text: str) -> dict[str, int]:
    found = find_mentions(names, [text], [tokens(text)])
    return {names[author]: how for author, how in zip(found.author.tolist(), found.how.tolist(), strict=True)}


def test_who_is_spoken_to_is_told_from_who_is_talked_about():
    assert named(["Marta", "olaf"], "Marta: what Olaf wants is a bigger boat") == {
        "Marta": ADDRESSED,
        "olaf": MENTIONED,
    }
    assert named(["olaf"], "I agree with @olaf on this") == {"olaf": ADDRESSED}


def test_a_line_of_attribution_credits_its_author():
    text = "On Monday, Marta Berg wrote:\n> the lights stay on all night"
    assert named(["Marta Berg", "Berg"], text)["Marta Berg"] == CREDITED


def test_a_name_of_several_words_is_only_found_whole():
    assert named(["Marta Berg"], "Marta said that the berg melts") == {}


def test_nobody_is_named_by_a_very_short_name_or_by_part_of_a_word():
    assert named(["al"], "al, come here") == {}
    assert named(["cat"], "the catalogue is late") == {}
