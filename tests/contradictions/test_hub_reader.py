"""Any CrossEncoder with three named labels: its columns are asked for, never guessed."""

from __future__ import annotations

import socket
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import CrossEncoder
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from msgcheck.contradictions import hub_reader
from msgcheck.contradictions.hub_reader import LABELS, HubReader, label_order
from msgcheck.errors import ModelError
from msgcheck.model_files import minilm_folder

NLI = ("entailment", "neutral", "contradiction")
PAIRS = [
    ("Cancel anytime.", "You can cancel whenever you like."),
    ("The trial is free.", "The trial costs $5, and it runs for 14 days in every country that we ship to."),
    ("Works offline.", "Works offline."),
    ("$12", "$15"),
]


def saved(folder: Path, labels: tuple[str, ...] | None, *, count: int = 3, seed: int = 0) -> str:
    """Save a tiny CrossEncoder of random weights that reads with the tokenizer of all-MiniLM."""
    tokenizer = AutoTokenizer.from_pretrained(minilm_folder())
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        num_labels=count,
        initializer_range=0.5,
    )
    if labels:
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: at for at, label in enumerate(labels)}
    torch.manual_seed(seed)
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("labels", list(permutations(NLI)))
def test_the_columns_come_in_our_order_whatever_the_models_is(
    labels: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_reader, "has_bf16", lambda: False)
    folder = saved(tmp_path, labels)
    read = HubReader(folder).read(PAIRS)
    assert (read.shape, read.dtype) == ((4, 3), np.float32)
    model = CrossEncoder(folder, local_files_only=True)
    ways = [
        model.predict(some, apply_softmax=True, activation_fn=torch.nn.Identity())
        for some in (PAIRS, [(b, a) for a, b in PAIRS])
    ]
    for column, label in enumerate(NLI):
        there = labels.index(label)
        assert read[:, column] == pytest.approx((ways[0] + ways[1])[:, there] / 2, abs=1e-5), label
    assert np.ptp(read, axis=1).min() > 0.05  # random weights, but the columns can be told apart


def test_swapping_the_sides_changes_nothing_and_rows_are_probabilities(tmp_path: Path) -> None:
    reader = HubReader(saved(tmp_path, NLI))
    read = reader.read(PAIRS)
    assert np.array_equal(read, reader.read([(b, a) for a, b in PAIRS]))
    assert read.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert reader.read([]).shape == (0, 3)


def test_bf16_reads_what_fp32_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(tmp_path, NLI)
    first = HubReader(folder)
    monkeypatch.setattr(hub_reader, "has_bf16", lambda: False)
    second = HubReader(folder)
    assert np.abs(first.read(PAIRS) - second.read(PAIRS)).max() < 0.1


def test_other_weights_or_another_order_of_labels_is_another_fingerprint(tmp_path: Path) -> None:
    readers = [
        HubReader(saved(tmp_path / "a", NLI)),
        HubReader(saved(tmp_path / "b", NLI, seed=1)),
        HubReader(saved(tmp_path / "c", NLI[::-1])),
    ]
    assert len({reader.fingerprint for reader in readers}) == 3
    assert HubReader(saved(tmp_path / "d", NLI)).fingerprint == readers[0].fingerprint


@pytest.mark.parametrize(
    ("labels", "count"),
    [
        (None, 3),
        (("entailment", "not_entailment"), 2),
        (("entailment", "neutral", "contradiction", "other"), 4),
        (("positive", "neutral", "negative"), 3),
        (("neutral", "neutral", "contradiction"), 3),
    ],
)
def test_a_model_that_does_not_name_the_three_is_refused(
    labels: tuple[str, ...] | None, count: int, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="which of its columns is the contradiction") as raised:
        HubReader(saved(tmp_path, labels, count=count))
    assert repr((labels or ("LABEL_0",))[0]) in raised.value.message
    assert "id2label" in raised.value.hint


def test_a_sentence_encoder_is_no_judge() -> None:
    with pytest.raises(ModelError, match="its labels are 'LABEL_0'"):
        HubReader(str(minilm_folder()))


def test_a_model_that_is_not_there_is_refused_without_asking_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    for name in (str(tmp_path / "no-such-model"), "nobody/no-such-model"):
        with pytest.raises(ModelError, match="cannot be loaded") as raised:
            HubReader(name)
        assert "folder" in raised.value.hint


@given(st.permutations(["Entailment", " NEUTRAL", "contradiction"]))
def test_label_order_is_the_columns_of_our_labels(names: list[str]) -> None:
    order = label_order("a model", dict(enumerate(names)))
    found = [names[column].strip().casefold() for column in order]
    assert found == ["entailment", "neutral", "contradiction"]
    assert LABELS[0] == "compatible"
