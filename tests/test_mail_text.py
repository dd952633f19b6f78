"""What a message's author wrote, out of its parts, encodings, quotes, signatures and footers. All of it is self-written."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.mail_attributions import attribution, rule
from ingest.readers.mail_charsets import in_charset
from ingest.readers.mail_flowed import unflowed
from ingest.readers.mail_headers import fields, message_id, parameters, references, words
from ingest.readers.mail_parts import content
from ingest.readers.mail_quotes import apart
from ingest.readers.mail_subjects import subject


def read(data, deepest=200):
    head, _, body = data.encode().partition(b"\n\n")
    return content(fields(head.decode()), body, deepest)


def parts(boundary, *inner, kind="mixed"):
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n' + "".join(
        f"--{boundary}\n{each}\n" for each in inner
    )


HTML = "Content-Type: text/html\n\n<p>Plums &amp; <b>pears</b>.</p><blockquote>why</blockquote>"


def test_of_alternatives_plain_text_is_read():
    assert read(parts("b", "\nPlums & pears.", HTML, kind="alternative") + "--b--\n").text == "Plums & pears."


def test_html_is_read_where_nothing_else_says_it():
    assert read(parts("b", "\n \n", HTML, kind="alternative")).text == "Plums & pears.\n\n> why"
    assert read(HTML).text == "Plums & pears.\n\n> why"


def test_a_page_that_says_it_is_plain_and_text_that_says_it_is_a_page():
    assert read("Content-Type: text/plain\n\n<html><body><p>Plums</p></body></html>").text == "Plums"
    assert read("Content-Type: text/html\n\n3 plums\n\nmore").text == "3 plums\n\nmore"


def test_attachments_are_named_and_left_out():
    data = parts(
        "b",
        "\nSee these.",
        'Content-Type: application/pdf; name="plums.pdf"\n\nQUJD',
        "Content-Disposition: attachment; filename*=utf-8''pfl%C3%A4umli.txt\n\nfile",
        "Content-Type: message/rfc822\n\nSubject: Pears\n\nOther words.",
        "Content-Type: image/png\n\nQUJD",
    )
    held = read(data)
    assert held.text == "See these."
    assert held.attached == ("plums.pdf", "pfläumli.txt", "message: Pears", "image/png")


def test_a_message_of_attachments_only_has_no_text():
    held = read("Content-Type: application/pdf; name=plums.pdf\nContent-Transfer-Encoding: base64\n\nQUJD\n")
    assert (held.text, held.attached) == ("", ("plums.pdf",))


def test_parts_nested_a_hundred_deep_are_read_and_deeper_ones_flagged():
    data = "\nDeep plums."
    for n in range(100):
        data = parts(f"b{n}", data)
    assert read(data).text == "Deep plums."
    held = read(data, deepest=50)
    assert (held.text, held.flags) == ("", ("parts nested too deeply left out",))


def test_a_boundary_that_begins_like_another_is_another():
    inner = parts("bb", "\nplums", "\npears")
    assert read(parts("b", inner, "\napples")).text == "plums\n\npears\n\napples"


def test_a_multipart_message_without_its_boundary_is_text():
    assert read("Content-Type: multipart/mixed\n\nPlums.").text == "Plums."
    assert read("Content-Type: multipart/mixed; boundary=x\n\nPlums.").text == "Plums."


def test_of_a_million_parts_a_thousand_are_read():
    held = read('Content-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\nplum\n" * 1_000_000)
    assert held.text.startswith("plum\n\nplum")
    assert len(held.text) < 1_000_000 * len("--b\n\nplum\n")


def test_base64_and_quoted_printable_are_unpacked():
    packed = base64.encodebytes("Pfläumli\r\nsüß".encode()).decode()
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    assert read(head + packed).text == "Pfläumli\nsüß"
    assert read(head + packed + "\n_____\na list, in plain").text == "Pfläumli\nsüß\n\n_____\na list, in plain"
    assert read("Content-Transfer-Encoding: quoted-printable\n\nPfl=C3=A4um=\nli=20=\n").text == "Pfläumli "


def test_what_says_it_is_base64_and_is_not_is_read_as_it_is():
    held = read("Content-Transfer-Encoding: base64\n\nPlums are fruit.\n")
    assert (held.text, held.flags) == ("Plums are fruit.", ("no base64, though it says so",))


@pytest.mark.parametrize(
    ("data", "declared", "text", "flags"),
    [
        ("Pfläumli".encode(), "iso-8859-1", "Pfläumli", ()),
        ("Pfläumli".encode("latin-1"), "iso-8859-1", "Pfläumli", ()),
        ("“Pfläumli”".encode("cp1252"), "iso-8859-1", "“Pfläumli”", ("cp1252",)),
        ("слива".encode("koi8-r"), "koi8-r", "слива", ()),
        ("プラム".encode("iso-2022-jp"), "ISO-2022-JP", "プラム", ()),
        ("Pfläumli".encode("latin-1"), "no-such", "Pfläumli", ("cp1252",)),
        (b"plum", "hex", "plum", ()),
        (b"\xe4plum", "unicode_escape", "äplum", ("cp1252",)),
        (b"plum\0", "us-ascii", "plum\ufffd", ("characters replaced",)),
    ],
)
def test_charsets_are_believed_after_utf8(data, declared, text, flags):
    assert in_charset(data, declared) == (text, flags)


@given(st.binary(max_size=60), st.sampled_from(["", "utf-7", "utf-16", "idna", "big5", "hz", "rot13", "\0", "x" * 99]))
def test_any_bytes_in_any_charset_are_text(data, declared):
    text, _ = in_charset(data, declared)
    assert text.encode("utf-8").count(b"\0") == 0


def test_flowed_lines_become_paragraphs_and_quotes_keep_their_depth():
    text = "> This is \n> quoted.\n>> deeper \n>> still\nMine \ngoes on.\n From\n-- \nAnn"
    assert unflowed(text, joined=False) == "> This is quoted.\n> > deeper still\nMine goes on.\nFrom\n-- \nAnn"
    assert unflowed("Pflau \nme", joined=True) == "Pflaume"


def test_a_flowed_message_is_read_so():
    data = "Content-Type: text/plain; charset=utf-8; format=flowed\n\nPlums are \nfruit.\n"
    assert read(data).text == "Plums are fruit."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On Tue, 30 Oct 2001, Ann Lee wrote:", "Ann Lee"),
        ("On Tue, Mar 3, 2020 at 10:12 AM Ann Lee <a@x.example> wrote:", "Ann Lee"),
        ("On Tuesday 6 November 2001 15:01:18 -1000 Ann B. Lee wrote:", "Ann B. Lee"),
        ("At 10:46 AM 11/27/2001 -0800, Ann Lee wrote:", "Ann Lee"),
        ("Ann Lee [mailto:ann at x.example] wrote:", "Ann Lee"),
        ('"Lee, Ann" <a@x.example> writes:', "Lee, Ann"),
        ("On Friday you wrote:", ""),
        ("On Tue, 30 Oct 2001, <ann@x.example> wrote:", "ann@x.example"),
        ("On Tue, 30 Oct 2001, ann@x.example wrote:", "ann@x.example"),
        ("Am 03.03.20 um 10:12 schrieb Ann Lee:", "Ann Lee"),
        ("Am Dienstag, 3. März 2020, 10:12:04 CET schrieb Ann Lee:", "Ann Lee"),
        ("Le mardi 3 mars 2020 à 10:12, Ann Lee <a@x.example> a écrit :", "Ann Lee"),
        ("El mar, 3 mar 2020 a las 10:12, Ann Lee (<a@x.example>) escribió:", "Ann Lee"),
        ("Il giorno mar 3 mar 2020 alle ore 10:12 Ann Lee <a@x.example> ha scritto:", "Ann Lee"),
        ("Op di 3 mrt. 2020 om 10:12 schreef Ann Lee <a@x.example>:", "Ann Lee"),
        ("Den tis 3 mars 2020 kl 10:12 skrev Ann Lee <a@x.example>:", "Ann Lee"),
        ("Em ter., 3 de mar. de 2020 às 10:12, Ann Lee <a@x.example> escreveu:", "Ann Lee"),
        ("pt., 3 mar 2020 o 10:12 Ann Lee <a@x.example> napisał(a):", "Ann Lee"),
        ("вт, 3 мар. 2020 г. в 10:12, Ann Lee <a@x.example>:", "Ann Lee"),
        ("3 марта 2020, Ann Lee написала:", "Ann Lee"),
        ("2020年3月3日 10:12,Ann Lee <a@x.example> 写道:", "Ann Lee"),
    ],
)
def test_lines_say_who_is_quoted_in_many_languages(line, name):
    assert attribution([line]) == name
    assert apart(f"Hello.\n\n{line}\n> plums\n\nNo.").quoted == ((name, line),)


@pytest.mark.parametrize("line", ["Three reasons:", "As I wrote before, plums are fruit.", "See http://x.example:", ""])
def test_other_lines_before_a_quote_stay(line):
    assert attribution([line]) is None
    assert apart(f"{line}\n> plums").text == f"{line}\n> plums".strip()


def test_a_line_that_says_who_is_quoted_may_be_broken():
    parted = apart("Yes.\n\nOn Tue, 30 Oct 2001 at 10:12,\nAnn Lee <ann@x.example>\nwrote:\n\n> plums")
    assert parted.text == "Yes.\n\n> plums"
    assert parted.quoted == (("Ann Lee", "On Tue, 30 Oct 2001 at 10:12,\nAnn Lee <ann@x.example>\nwrote:"),)


@pytest.mark.parametrize(
    "above",
    [
        "-----Original Message-----\nFrom: Ann Lee [mailto:a@x.example]\nSent: Tuesday\nTo: Bo\nSubject: Plums",
        "-----Ursprüngliche Nachricht-----\nVon: Ann Lee\nGesendet: Dienstag\nAn: Bo\nBetreff: Pflaumen",
        "De : Ann Lee <a@x.example>\nEnvoyé : mardi 3 mars 2020\nÀ : Bo\nObjet : Prunes",
        "*From:* Ann Lee\n*Date:* 2020-03-03\n*To:* Bo\n*Subject:* Plums",
        "From: a-list at x.example\n[mailto:a-list at x.example] On Behalf Of Ann\nLee\nSent: Tuesday\nSubject: Plums",
        "发件人: Ann Lee\n发送时间: 2020年3月3日\n收件人: Bo\n主题: Plums",
    ],
)
def test_what_outlook_puts_below_an_answer_is_quoted(above):
    assert rule(above.split("\n"), 0) == ("Ann Lee", above.count("\n") + 1)
    parted = apart(f"I agree.\n\n{above}\n\nPlums are fruit.")
    assert parted.text == "I agree.\n\n>\n> Plums are fruit."
    assert parted.quoted == (("Ann Lee", above),)


def test_messages_below_each_other_are_quoted_more_deeply():
    rules = [
        "-----Original Message-----\nFrom: Ann\nSent: 1\nTo: x",
        "-----Original Message-----\nFrom: Bo\nSent: 2\nTo: x",
    ]
    parted = apart(f"Three\n{rules[0]}\nTwo\n{rules[1]}\nOne")
    assert parted.text == "Three\n> Two\n> > One"
    assert [author for author, _ in parted.quoted] == ["Ann", "Bo"]


def test_two_fields_in_a_text_are_no_headers():
    text = "Notes.\n\nFrom: the garden\nTo: the table\n\nPlums."
    assert apart(text).text == text


def test_signatures_and_footers_are_told_apart():
    footer = "_______________________________________________\nFruit mailing list\nFruit@x.example"
    parted = apart(f"Plums.\n\n-- \nAnn Lee\nGardener\n{footer}\n")
    assert parted == ("Plums.", (), "Ann Lee\nGardener", footer, ())


def test_a_signature_above_a_quote_ends_there():
    parted = apart("Plums.\n-- \nAnn\n\nBo Ek wrote:\n> what?")
    assert (parted.text, parted.signature) == ("Plums.\n> what?", "Ann")


def test_rules_and_dashes_in_a_text_stay():
    text = "One.\n\n----------\n\nTwo of this mailing list.\n--\n" + "more\n" * 26
    assert apart(text).text == text.strip()


def test_what_pipermail_took_out_is_named():
    text = (
        "See this.\n-------------- next part --------------\nA non-text attachment was scrubbed...\n"
        "Name: plum.png\nType: image/png\nSize: 3 bytes\nURL: <http://x.example/plum.png>\n"
    )
    parted = apart(text)
    assert (parted.text, parted.attached) == ("See this.", ("plum.png",))


def test_signed_text_is_read_without_its_armour():
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nPlums.\n-----BEGIN PGP SIGNATURE-----\n\nQUJD\n"
    assert apart(text).text == "Plums."


@given(
    st.lists(
        st.sampled_from(["ann", "wrote:", ">", ">>", "-- ", "From:", "To:", "Subject:", "_" * 9, "10:12", "<a@x>"]),
        max_size=40,
    )
)
def test_no_text_is_too_odd_to_be_taken_apart(pieces):
    for glue in (" ", "\n", "\n\n"):
        parted = apart(glue.join(pieces))
        assert isinstance(parted.text, str)


@pytest.mark.parametrize(
    "piece", ["a wrote: ", "> ", "On 1, ", "-- \n", "From: \n", "_" * 9 + "\n", "<", "=?a?q?", ": ", "(("]
)
def test_repeated_pieces_do_not_hang(piece):
    """Work that grows with the square of this length would take hours."""
    text = piece * (300_000 // len(piece))
    assert len(apart(text).text) <= 10 * len(text)
    assert apart(f"{text}:\n> x").text.endswith("> x")
    assert len(words(text)) <= len(text)
    assert parameters(text)[0] == text[:10_000].partition(";")[0].strip().lower()
    assert len(subject(text).base) <= len(text)
    assert len(references({"references": text, "in-reply-to": text}, None)) <= 51


@pytest.mark.parametrize(
    ("given_subject", "title", "base", "reply"),
    [
        ("Re: AW: [list] Plums", "[list] Plums", "plums", True),
        ("[list] RE[2]: Plums", "[list] Plums", "plums", True),
        ("'Re: Plums'", "Plums", "plums", True),
        ("Fwd: Plums", "Plums", "plums", False),
        ("回复:Plums", "Plums", "plums", True),
        ("Regarding: plums", "Regarding: plums", "regarding: plums", False),
        ("", "", "", False),
    ],
)
def test_subjects_lose_their_marks(given_subject, title, base, reply):
    assert subject(given_subject) == (title, base, reply)


def test_ids_of_any_length_and_shape_are_ids():
    assert message_id({"message-id": "bare@x.example"}) == "bare@x.example"
    assert message_id({"message-id": "<a at x.example>"}) == "a@x.example"
    assert message_id({"message-id": "none"}) is None
    assert len(message_id({"message-id": f"<{'a' * 1_000_000}@x>"})) < 100


def test_what_python_writes_with_parts_is_read_back():
    each = EmailMessage()
    each.set_content("Pfläumli\nsüß\n")
    each.add_alternative("<p>Pfläumli</p>", subtype="html")
    each.add_attachment(b"\0\1", maintype="application", subtype="zip", filename="plüm.zip")
    held = read(each.as_string())
    assert (held.text, held.attached) == ("Pfläumli\nsüß", ("plüm.zip",))
