"""`msgcheck doctor`: what this installation has, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from msgcheck import __version__, config
from msgcheck.errors import MsgcheckError
from msgcheck.model_files import SPACY
from msgcheck.pipeline import OWN_NAME

PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What makes the sentence model fast: bf16 tiles and 512-bit vectors.
CPU_FLAGS = {"avx2": "AVX2", "avx512f": "AVX512", "avx512_bf16": "AVX512 bf16", "amx_bf16": "AMX bf16"}
REINSTALL = "pip install --force-reinstall msgcheck"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?P<rest>[^;]*)(?:;(?P<marker>.*))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    mend:   the command that puts it right; "" when nothing is missing.
    needed: whether `msgcheck check` cannot do its work without it.
    """

    what: str
    found: str
    mend: str = ""
    needed: bool = True


def examine() -> tuple[str, bool]:
    """Return (a line for each thing looked at, whether `msgcheck check` can do its work here)."""
    lines = [*_programs(), *_models(), *_machine(), *_files()]
    return "".join(map(_shown, lines)), not any(line.mend and line.needed for line in lines)


def _shown(line: Line) -> str:
    mark = "ok" if not line.mend else "missing" if line.needed else "without"
    text = f"{mark:<8} {line.what:<15} {line.found}\n"
    return text + (f"{'':<24} mend it: {line.mend}\n" if line.mend else "")


def _programs() -> Iterator[Line]:
    version = platform.python_version()
    old = sys.version_info < PYTHON
    yield Line("python", f"{version} ({sys.executable})", "install Python 3.11 or later" if old else "")
    yield Line("msgcheck", __version__)
    present = []
    for name, wanted in _requirements():
        try:
            present.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Line("library", f"{name} is not installed", f"pip install '{name}{wanted}'")
    yield Line("libraries", ", ".join(present) or "none is declared")


def _requirements() -> list[tuple[str, str]]:
    """Return (name, wanted versions) of the packages that msgcheck says it needs, extras left out."""
    try:
        declared = metadata.requires("msgcheck") or []
    except metadata.PackageNotFoundError:
        return []
    found = [match for line in declared if (match := _REQUIREMENT.match(line))]
    return [(m["name"], m["rest"].strip()) for m in found if "extra" not in (m["marker"] or "")]


def _models() -> Iterator[Line]:
    yield _encoder()
    yield _judge()
    yield _spacy()


def _encoder() -> Line:
    name = _settings().models.encoder
    if name != config.Models().encoder:
        return Line(
            "sentence model", f"{name}, named in {config.FILE_NAME} (its weights are not ours to check)"
        )
    try:
        from msgcheck.model_files import ENCODER_LAYERS, MINILM_SHA256, file_sha256, minilm_folder

        folder = minilm_folder()
        layers = file_sha256(ENCODER_LAYERS)
    except ModuleNotFoundError as err:
        return Line("sentence model", f"{name}: {err}", f"pip install {err.name}")
    except MsgcheckError as err:
        return Line("sentence model", err.message, err.hint)
    base = f"all-MiniLM-L6-v2, sha256 {MINILM_SHA256} as published, in {folder}"
    return Line("sentence model", f"{name}, {ENCODER_LAYERS.name} sha256 {layers}, on {base}")


def _judge() -> Line:
    name = _settings().models.judge
    if name != config.Models().judge:
        return Line("judge", f"{name}, named in {config.FILE_NAME} (its weights are not ours to check)")
    try:
        from msgcheck.contradictions.weigher import Weigher
        from msgcheck.model_files import JUDGE, WEIGHTS, file_sha256

        Weigher(), Weigher(searched=True)
        digests = [f"{path.name} sha256 {file_sha256(path)}" for path in JUDGE]
    except ModuleNotFoundError as err:
        return Line("judge", f"{name}: {err}", f"pip install {err.name}")
    except MsgcheckError as err:
        return Line("judge", err.message, REINSTALL)
    return Line("judge", f"{name}, {', '.join(digests)}, in {WEIGHTS}")


def _spacy() -> Line:
    name = _settings().models.pipeline
    if name != OWN_NAME:
        return Line("spaCy pipeline", f"{name}, named in {config.FILE_NAME} (loaded when a word needs it)")
    if not (SPACY / "meta.json").is_file():
        return Line("spaCy pipeline", f"{SPACY} is not there", REINSTALL)
    size = sum(file.stat().st_size for file in SPACY.rglob("*") if file.is_file())
    return Line("spaCy pipeline", f"{SPACY} ({_megabytes(size)})")


def _machine() -> Iterator[Line]:
    flags = _cpu_flags()
    if flags is None:
        yield Line("processor", f"{platform.machine()} (its features cannot be read on this system)")
    else:
        known = [name for flag, name in CPU_FLAGS.items() if flag in flags]
        yield Line("processor", f"{platform.machine()}: {', '.join(known) or 'no wide vectors, slower'}")
    yield Line("threads", f"{_threads()} of {os.cpu_count() or 1} processors")
    yield _browser()


def _cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str] | None:
    """Return the feature flags of the first processor; None where Linux does not tell."""
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    match = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", text, re.MULTILINE)
    return frozenset(match[1].split()) if match else None


def _threads() -> int:
    """Return how many threads the sentence model will use: OMP_NUM_THREADS, or the processors we may use."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdigit() and int(said):
        return int(said)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _browser() -> Line:
    """Look for Chromium, in which the tests open the report; no user needs it."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    purpose = "needed for the tests of the report only"
    if path is None:
        return Line("Chromium", f"not found ({purpose})", "sudo apt-get install chromium", needed=False)
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as err:
        return Line(
            "Chromium", f"{path} does not start: {err}", "sudo apt-get install chromium", needed=False
        )
    return Line("Chromium", f"{path}, {said.stdout.strip()} ({purpose})")


def _settings() -> config.Config:
    """Return the configuration that counts here; the defaults while it is broken."""
    try:
        return config.require(None)
    except MsgcheckError:
        return config.Config()


def _files() -> Iterator[Line]:
    path = config.find(Path())
    if path is None:
        yield Line(config.FILE_NAME, "none here or above: the defaults count", "msgcheck init", needed=False)
    else:
        try:
            config.load(path)
            yield Line(config.FILE_NAME, f"{path.resolve()} is valid")
        except MsgcheckError as err:
            yield Line(config.FILE_NAME, err.message, err.hint or f"edit {path}")
    yield _glossary()
    cache = _settings().beside(_settings().cache)
    size = _megabytes(cache.stat().st_size) if cache.is_file() else "none yet: the first check makes it"
    yield Line("cache", f"{cache} ({size})")


def _glossary() -> Line:
    from msgcheck.glossary import load_glossary

    settings = _settings()
    path = settings.beside(settings.glossary or "glossary.yaml")
    if not settings.glossary and not path.is_file():
        said = "none: only contradictions between assets are found, no facts of record and no terms"
        return Line("glossary", said, "msgcheck init", needed=False)
    try:
        glossary = load_glossary(path)
    except MsgcheckError as err:
        return Line("glossary", err.message, err.hint or f"edit {path}")
    return Line(
        "glossary",
        f"{path.resolve()} is valid: {len(glossary.terms)} terms, {len(glossary.facts)} facts of record",
    )


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"
