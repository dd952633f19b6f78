import itertools
import subprocess
import sys

import numpy as np
import pytest

from ingest.embedder import SentenceEmbedder, open_embedder, packaged_folder
from ingest.encoder_embedder import EncoderEmbedder
from ingest.errors import ModelUnavailable
from ingest.samples import sample_texts

LONG = "The council closed the bridge in May. Traffic moved to the ring road, as the report had said it would. " * 40


@pytest.fixture(scope="module")
def embedder():
    return open_embedder()


@pytest.mark.model
def test_vectors_are_unit_rows_and_like_texts_are_near(embedder):
    rows = embedder.embed(["Close the bridge to cars.", "Ban cars from the bridge.", "My cat sleeps all day."])
    assert rows.shape == (3, embedder.dimension)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


@pytest.mark.model
def test_a_text_has_the_same_vector_to_the_bit_whatever_it_is_embedded_with(embedder):
    texts = ["short", LONG[:600], "short", "a middling sentence about trams", *sample_texts()[:6]]
    rows = embedder.embed(texts)
    assert np.array_equal(rows[0], rows[2])
    assert np.array_equal(embedder.embed(texts[::-1]), rows[::-1])
    for text, row in zip(texts, rows, strict=True):
        assert np.array_equal(embedder.embed([text])[0], row)


@pytest.mark.model
def test_the_fast_embedder_is_near_the_reference_and_has_a_name_of_its_own(embedder):
    reference = SentenceEmbedder("all-MiniLM-L6-v2", packaged_folder())
    texts = [
        "short",
        "?",
        LONG[:600],
        *(text[start:end] for text in sample_texts() for start, end in embedder.windows(text)),
    ]
    cosines = (reference.embed(texts) * embedder.embed(texts)).sum(axis=1)
    assert isinstance(embedder, EncoderEmbedder)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.97
    assert reference.fingerprint != embedder.fingerprint
    assert [reference.windows(text) for text in texts] == [embedder.windows(text) for text in texts]


@pytest.mark.model
def test_no_text_gives_no_rows(embedder):
    assert embedder.embed([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize("text", [LONG, LONG.replace(".", ""), "x" * 5000, "word " * 600, "  \n ", "short"])
def test_windows_cover_all_words_in_order_without_overlap(embedder, text):
    spans = embedder.windows(text)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace(
        "\n", ""
    )


def test_windows_fit_the_model_and_end_with_a_sentence(embedder):
    spans = embedder.windows(LONG)
    assert len(spans) > 3
    assert all(LONG[start:end].endswith(".") for start, end in spans)
    tokenizer = embedder._tokenizer
    assert all(len(tokenizer.encode(LONG[a:b]).ids) <= 256 for a, b in spans)


def test_a_folder_without_a_model_is_refused_in_one_line(tmp_path):
    with pytest.raises(ModelUnavailable, match="no embedding model in"):
        open_embedder(str(tmp_path))


def test_a_model_that_is_no_plain_bert_runs_on_torch(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    for name in ("tokenizer.json", "modules.json", "config.json"):
        (tmp_path / name).write_bytes((packaged_folder() / name).read_bytes())
    (tmp_path / "model.safetensors").symlink_to(packaged_folder() / "model.safetensors")
    (tmp_path / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    opened = open_embedder(str(tmp_path))
    assert isinstance(opened, SentenceEmbedder)
    assert opened.runtime == "torch, float32 (this model is no plain BERT)"


def test_opening_the_embedder_does_not_load_torch():
    code = (
        "import sys; from ingest.embedder import open_embedder; e = open_embedder(); "
        "e.fingerprint; e.windows('a b'); print('torch' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
