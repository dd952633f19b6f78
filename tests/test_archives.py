"""Archives: each file in one is a source of its own, and none of them does harm."""

import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.archives import members
from ingest.formats import read, sources
from ingest.limits import Limits
from ingest.models import Discussion, Rejected
from ingest.readers.format import Found
from ingest.samples import sample_paths
from ingest.tars import is_tar

ROW = b'{"id": %d, "text": "Bridge number %d is too narrow for two prams."}\n'
FILES = {f"letters/{'deep/' * (n % 3)}no-{n}.jsonl": ROW % (n, n) * (n + 1) for n in range(7)}


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


MAKERS = {
    "zip": zipped,
    "pax": tarred,
    "ustar": lambda files: tarred(files, form=tarfile.USTAR_FORMAT),
    "gnu": lambda files: tarred(files, form=tarfile.GNU_FORMAT),
    "tar.gz": lambda files: tarred(files, "w:gz"),
    "tar.bz2": lambda files: tarred(files, "w:bz2"),
    "tar.xz": lambda files: tarred(files, "w:xz"),
}


@pytest.fixture
def archive(tmp_path):
    def write(content: bytes):
        file = tmp_path / "export"
        file.write_bytes(content)
        return file

    return write


def reasons(path) -> list[str]:
    found = list(sources([path]))
    assert all(isinstance(each, Rejected) for each in found), found
    return [each.reason for each in found]


@pytest.mark.parametrize("kind", MAKERS)
def test_each_file_in_an_archive_is_a_source_named_after_both(archive, kind):
    path = archive(MAKERS[kind](FILES))
    for found in sources([path]):
        assert (found.shown, found.format) == (f"{path}/{found.name.removeprefix('export/')}", "jsonl")
        assert found.path.read_bytes() == FILES[found.name.removeprefix("export/")]
    assert [each.name for each in sources([path])] == [f"export/{name}" for name in FILES]


def test_a_file_is_the_same_source_in_an_archive_and_out_of_it(archive, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(ROW % (1, 1))
    (inside,) = sources([archive(zipped({"b/c.jsonl": ROW % (1, 1)}))])
    (outside,) = sources([tmp_path / "a.jsonl"])
    assert inside.source.uid == outside.source.uid
    assert [each.uid for each in read(inside)] != []


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_copy_goes_when_its_turn_is_over_and_stays_while_it_is_used(archive, kind):
    copies = []
    kept = None
    for found in sources([archive(MAKERS[kind](FILES))]):
        assert all(not path.exists() for path in copies)
        if kept is None:
            kept = found
        else:
            copies.append(found.path)
    del found
    assert not any(path.exists() for path in copies)
    assert [post.text for each in read(kept) for post in each.posts] == ["Bridge number 0 is too narrow for two prams."]
    path = kept.path
    del kept
    assert not path.parent.exists()


def test_formats_are_mixed_in_an_archive_and_packed_files_are_unpacked(archive):
    text = sample_paths()["text"].read_bytes()
    found = list(sources([archive(zipped({"a": ROW % (1, 1), "b.jsonl": text, "c": gzip.compress(ROW % (2, 2))}))]))
    assert [(each.name, each.format) for each in found] == [
        ("export/a", "jsonl"),
        ("export/b.jsonl", "text"),
        ("export/c", "jsonl"),
    ]


@pytest.mark.parametrize("kind", ["zip", "pax", "ustar", "gnu"])
@pytest.mark.parametrize("name", ["../a.jsonl", "/etc/a.jsonl", "a/../../b", "C:\\a", "a\\..\\b", "\\\\host\\a"])
def test_a_name_that_leads_out_of_the_archive_is_not_followed(archive, kind, name):
    path = archive(MAKERS[kind]({name: ROW % (1, 1), "good": ROW % (2, 2)}))
    refused, good = sources([path])
    assert "leads out of the archive; " in refused.reason
    assert good.name == "export/good"


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_links_and_devices_are_refused(archive, kind):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        info = tarfile.TarInfo("passwords")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    assert "a link, a device" in reasons(archive(made.getvalue()))[0]


def test_a_link_in_a_zip_is_refused(archive):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipping:
        info = zipfile.ZipInfo("passwords")
        info.external_attr = 0o120777 << 16
        zipping.writestr(info, "/etc/passwd")
    assert "a link" in reasons(archive(made.getvalue()))[0]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_bomb_ends_the_archive_and_what_came_before_is_read(archive, kind):
    path = archive(MAKERS[kind]({"a": ROW % (1, 1), "b": bytes(20_000_000), "c": ROW % (2, 2)}))
    first, refused = sources([path])
    assert isinstance(first, Found)
    assert "decompression bomb" in refused.reason


def test_many_small_bombs_are_one(archive):
    path = archive(zipped({str(n): bytes(900_000) for n in range(100)}))
    given = list(members(path, path.read_bytes()[:600], Limits(free=2_000_000_000)))
    assert len(given) == 100
    assert any("decompression bomb" in each.reason for each in sources([path]))


@pytest.mark.parametrize("inner", ["zip", "pax", "tar.gz"])
def test_an_archive_in_an_archive_is_refused_with_a_cure(archive, inner):
    (reason,) = reasons(archive(zipped({"inner": MAKERS[inner](FILES)})))
    assert reason == "an archive inside an archive; unpack the outer one, and name what is in it"


def test_two_files_of_one_name_are_no_riddle(archive):
    first, second = sources([archive(zipped({"a": ROW % (1, 1), "./a": ROW % (2, 2)}))])
    assert isinstance(first, Found)
    assert "the same name" in second.reason


def test_hidden_files_and_folders_in_an_archive_are_left_out(archive):
    files = {".git/a": b"x", "__MACOSX/._a": b"x", "a/.DS_Store": b"x", "./b": ROW % (1, 1)}
    assert [each.name for each in sources([archive(tarred(files))])] == ["export/b"]
    assert "without files" in reasons(archive(zipped({".a": b"x"})))[0]


def test_an_encrypted_member_is_one_rejection(archive):
    content = bytearray(zipped({"a": ROW % (1, 1), "b": ROW % (2, 2)}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    refused, good = sources([archive(bytes(content))])
    assert "encrypted" in refused.reason
    assert isinstance(good, Found)


def test_an_office_document_is_no_archive_of_comments(archive):
    assert "office document" in reasons(archive(zipped({"[Content_Types].xml": b"<x/>", "word/a.xml": b"<x/>"})))[0]


@pytest.mark.parametrize("kind", ["pax", "tar.gz", "zip"])
def test_an_archive_that_is_cut_short_gives_what_came_before(archive, kind):
    files = {str(n): ROW % (n, n) * 900 for n in range(4)}
    content = MAKERS[kind](files)
    found = list(sources([archive(content[: len(content) * 2 // 3])]))
    assert isinstance(found[-1], Rejected)
    assert kind == "zip" or isinstance(found[0], Found)


def test_a_tar_header_longer_than_any_name_is_refused_unread(archive):
    made = io.BytesIO()
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    made.write(info.tobuf(tarfile.GNU_FORMAT))
    made.write(b"a" * 100_000)
    assert "longer than 65,536 bytes" in reasons(archive(made.getvalue()))[0]


def test_a_tar_archive_is_known_without_its_mark_and_text_is_none():
    header = bytearray(tarred({"a": b"x"}, form=tarfile.USTAR_FORMAT)[:512])
    header[257:265] = bytes(8)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert is_tar(bytes(header))
    assert not is_tar(bytes(512))
    assert not is_tar(b" " * 512)
    assert not is_tar(ROW * 20)


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\:."), min_size=1, max_size=120)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, st.binary(max_size=2000), max_size=5), st.sampled_from(["pax", "gnu", "tar.gz"]))
def test_a_tar_archive_gives_the_files_that_went_in(archive, files, kind):
    content = MAKERS[kind](files)
    path = archive(content)
    given = {each.name: each.copy.path.read_bytes() for each in members(path, tarred(files)[:600])}
    assert given == files


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["zip", "pax", "gnu", "tar.gz"]), st.data())
def test_a_damaged_archive_is_read_or_rejected(archive, kind, data):
    content = bytearray(MAKERS[kind](FILES))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    found = [list(read(each)) if isinstance(each, Found) else each for each in sources([archive(bytes(content))])]
    assert found


def test_posts_of_an_archive_are_those_of_the_files_in_it(archive):
    items = [each for found in sources([archive(MAKERS["tar.xz"](FILES))]) for each in read(found)]
    assert all(isinstance(each, Discussion) for each in items)
    assert sum(len(each.posts) for each in items) == sum(range(1, 8))


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@pytest.mark.parametrize("folder", ["", "corpora/town-square-convokit/"])
def test_a_folder_that_is_one_export_is_one_in_an_archive_too(archive, kind, folder):
    corpus = sample_paths()["convokit"]
    files = {f"{folder}{path.name}": path.read_bytes() for path in sorted(corpus.iterdir())}
    path = archive(MAKERS[kind]({**files, "more/a.jsonl": ROW % (1, 1)}))
    more, found = sources([path])
    (unpacked,) = sources([corpus])
    assert more.format == "jsonl"
    assert (found.format, found.shown) == ("convokit", f"{path}/{folder}".rstrip("/"))
    assert found.source.uid == unpacked.source.uid
    assert [each.uid for each in read(found)] == [each.uid for each in read(unpacked)]


def test_parts_of_an_export_without_its_main_file_are_files_like_others(archive):
    (refused,) = sources([archive(zipped({"a/speakers.json": b'[{"Ann": 1}]'}))])
    assert "a JSON document of no known form" in refused.reason
