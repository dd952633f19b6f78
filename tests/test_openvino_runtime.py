"""The fast runtime beside torch, on a small random BERT: real conversion, real files."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from ingest.bert_weights import Shape, Weights, bert_shape
from ingest.embedder import packaged_folder
from ingest.encoder_graph import draw
from ingest.openvino_runtime import Encoder, EncoderUnavailable, Recipe
from ingest.pair_tokens import TokenPair
from ingest.token_batches import in_batches

SHAPE = Shape(layers=2, heads=2, size=16, epsilon=1e-12)


def tensors(seed: int = 0) -> dict[str, np.ndarray]:
    """A BERT of 50 words with random weights, by the names that transformers gives them."""
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, max_position_embeddings=64
    )  # fmt: skip
    torch.manual_seed(seed)
    return {name: value.numpy() * 3 for name, value in BertModel(config, add_pooling_layer=False).state_dict().items()}


def torch_means(
    arrays: dict[str, np.ndarray], ids: np.ndarray, attention: np.ndarray, segments: np.ndarray
) -> np.ndarray:
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, max_position_embeddings=64
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict({name: torch.from_numpy(value) for name, value in arrays.items()})
    whole = [torch.from_numpy(each.astype(np.int64)) for each in (ids, attention, segments)]
    with torch.inference_mode():
        states = model(input_ids=whole[0], attention_mask=whole[1], token_type_ids=whole[2]).last_hidden_state.numpy()
    means = (states * attention[..., None]).sum(1) / attention.sum(1, keepdims=True)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def rows(number: int, seed: int = 1) -> list[TokenPair]:
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        length = int(chance.integers(3, 50))
        ids = tuple(int(each) for each in chance.integers(0, 50, length))
        found.append(TokenPair(ids, int(chance.integers(1, length))))
    return found


@pytest.fixture(scope="module")
def arrays():
    return tensors()


@pytest.fixture
def recipe(arrays):
    return Recipe("tiny", "0123", lambda: Weights(arrays, SHAPE), lambda: rows(30))


def compiled(model):
    from openvino import Core

    request = Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    return lambda *arrays: np.array(request.infer(list(arrays))[0])


def test_the_drawn_graph_gives_what_torch_gives(arrays):
    drawn = in_batches(rows(40), compiled(draw(Weights(arrays, SHAPE))))
    expected = in_batches(rows(40), lambda *batch: torch_means(arrays, *batch))
    assert np.allclose(drawn, expected, atol=2e-3)  # words are kept in half precision


def test_int8_stays_near_float32(arrays, recipe, tmp_path):
    exact = in_batches(rows(40, seed=2), compiled(draw(Weights(arrays, SHAPE))))
    rounded = in_batches(rows(40, seed=2), Encoder(recipe, folder=tmp_path))
    cosines = (exact * rounded).sum(axis=1)
    assert cosines.mean() > 0.99
    assert not np.array_equal(exact, rounded)


@pytest.mark.parametrize("precision", ["int8", "bf16"])
def test_a_row_is_the_same_to_the_bit_whatever_it_is_computed_with(recipe, tmp_path, precision):
    encoder = Encoder(replace(recipe, precision=precision), folder=tmp_path)
    some = rows(60, seed=3)
    together = in_batches(some, encoder)
    assert np.array_equal(together, np.concatenate([in_batches([row], encoder) for row in some]))
    assert np.array_equal(together[::-1], in_batches(some[::-1], encoder))


@pytest.mark.parametrize("precision", ["int8", "bf16"])
def test_it_is_converted_once_and_then_read_from_the_file(recipe, tmp_path, precision):
    recipe = replace(recipe, precision=precision)
    said: list[str] = []
    first = in_batches(rows(5), Encoder(recipe, said.append, tmp_path))
    second = in_batches(rows(5), Encoder(recipe, said.append, tmp_path))
    assert said == ["preparing the tiny for this machine, once"]
    assert np.array_equal(first, second)
    assert [path.suffix for path in tmp_path.iterdir()] == [".openvino"]
    assert f"{precision}, converted, kept in" in Encoder(recipe, folder=tmp_path).state


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "of another version", "no file of ours"])
def test_a_damaged_file_is_made_anew(recipe, tmp_path, harm):
    expected = in_batches(rows(5), Encoder(recipe, folder=tmp_path))
    path = Encoder(recipe, folder=tmp_path).path
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "flipped": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
            "emptied": b"",
            "of another version": whole.replace(b'"openvino": "', b'"openvino": "0.', 1),
            "no file of ours": b"\xff\xfe not json at all\n" + whole,
        }[harm]
    )
    said: list[str] = []
    assert np.array_equal(in_batches(rows(5), Encoder(recipe, said.append, tmp_path)), expected)
    in_batches(rows(5), Encoder(recipe, said.append, tmp_path))
    assert len(said) == 1


def test_where_nothing_can_be_kept_it_is_converted_each_time(recipe, tmp_path):
    (tmp_path / "file").write_text("in the way of a folder")
    encoder = Encoder(recipe, folder=tmp_path / "file" / "cache")
    encoder.prepare()
    assert in_batches(rows(2), encoder).shape == (2, 16)
    assert not encoder.converted
    assert "converted each time" in encoder.state


def test_weights_that_do_not_fit_are_refused_in_one_line(arrays, tmp_path):
    broken = {name: value for name, value in arrays.items() if "layer.1.output" not in name}
    recipe = Recipe("tiny", "4567", lambda: Weights(broken, SHAPE), lambda: rows(3))
    with pytest.raises(EncoderUnavailable, match=r"cannot run the tiny.*layer\.1\.output"):
        Encoder(recipe, folder=tmp_path).prepare()


def test_only_a_plain_bert_is_drawn(tmp_path):
    assert bert_shape(packaged_folder()) == Shape(layers=6, heads=12, size=384, epsilon=1e-12)
    assert bert_shape(tmp_path) is None
    (tmp_path / "model.safetensors").symlink_to(packaged_folder() / "model.safetensors")
    for name in ("modules.json", "1_Pooling/config.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((packaged_folder() / name).read_bytes())
    config = (packaged_folder() / "config.json").read_text()
    (tmp_path / "config.json").write_text(config.replace('"gelu"', '"relu"'))
    assert bert_shape(tmp_path) is None


@pytest.mark.model
def test_neither_torch_is_loaded_nor_anything_sent():
    code = (
        "import sys\n"
        "def hear(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo'): raise SystemExit(f'sends: {arguments}')\n"
        "sys.addaudithook(hear)\n"
        "from ingest.embedder import open_embedder\n"
        "open_embedder().embed(['a text'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'openvino_telemetry'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
