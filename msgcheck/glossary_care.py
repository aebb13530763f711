"""What `msgcheck glossary` does with a glossary file: lint, test, explain."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from msgcheck import channels, intake, yaml_file
from msgcheck.config import Config
from msgcheck.glossary import Glossary, load_glossary
from msgcheck.glossary_problems import placed_forms
from msgcheck.model import SEVERITIES, Severity, Skipped
from msgcheck.pipeline import Pipeline
from msgcheck.terminology import examples
from msgcheck.terminology.examples import Example
from msgcheck.terminology.explain import Explained, Match, Near
from msgcheck.terminology.explain import explain as explained
from msgcheck.terminology.lint import Remark, remarks
from msgcheck.terminology.reach import unreachable, unseen
from msgcheck.yaml_file import key_lines, shown

Keys = dict[tuple[str, str], str]  # (term id, form) -> "glossary.yaml:12: terms[3].forbidden[0]"


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint found.

    remarks:  (line, remark) in the order of the file.
    complete: whether the forms were looked for; a glossary that clashes is not asked what it would find.
    skipped:  copy that could not be read.
    """

    path: Path
    remarks: tuple[tuple[int, Remark], ...]
    complete: bool
    skipped: tuple[Skipped, ...] = ()

    def fails(self, fail_on: str) -> bool:
        if fail_on == "never":
            return False
        counted = SEVERITIES[: SEVERITIES.index(Severity(fail_on)) + 1]
        return any(remark.severity in counted for _, remark in self.remarks)


def lint(path: Path, config: Config, *, copy: Sequence[str] = (), today: date) -> Linted:
    """Look at the glossary at `path`, and for its forms in the files and folders of `copy`.

    Raises ConfigError for a file that does not fit the schema; everything else is a remark.
    """
    glossary = yaml_file.load(path, Glossary)
    found = list(remarks(glossary, channels=channels.known(config)))
    complete = not any(remark.severity is Severity.ERROR for remark in found)
    skipped: list[Skipped] = []
    if complete:
        nlp = Pipeline(config.models.pipeline)
        found += unreachable(glossary, today=today, told={remark.path for remark in found})
        run = examples.run(glossary, nlp=nlp, today=today)
        found += [_of_example(example) for example in run if not example.passed]
        if copy:
            documents, skipped = intake.documents(config, copy, glossary=path)
            found += unseen(glossary, documents, nlp=nlp, today=today)
    line = key_lines(path)
    placed = [(line(remark.path), remark) for remark in found]
    placed.sort(key=lambda row: (row[0], SEVERITIES.index(row[1].severity)))
    return Linted(path, tuple(placed), complete, tuple(skipped))


def _of_example(example: Example) -> Remark:
    return Remark(
        example.path, Severity.ERROR, "example", _example_said(example), "mend the example, or the term"
    )


def _example_said(example: Example) -> str:
    if example.is_good:
        return f"good example {example.text!r} is flagged: {example.why}"
    return f"bad example {example.text!r} is not flagged: {example.why}"


def lint_text(linted: Linted) -> str:
    """Return one line for each remark, and its next step."""
    lines = []
    for line, remark in linted.remarks:
        lines.append(f"{linted.path}:{line}: {shown(remark.path)}: {remark.severity.value}: {remark.message}")
        if remark.hint:
            lines.append(f"    next: {remark.hint}")
    counts = Counter(remark.severity for _, remark in linted.remarks)
    summed = ", ".join(
        _counted(counts[severity], severity.value) for severity in SEVERITIES if counts[severity]
    )
    lines.append(f"{linted.path}: {summed or 'nothing to mend'}")
    if not linted.complete:
        lines.append("forms that can never match, examples and copy are looked at once the errors are mended")
    return "\n".join(lines) + "\n"


def lint_json(linted: Linted) -> str:
    """Return {"glossary", "complete", "remarks": [{"line", "key", "severity", "kind", "message", "hint"}]}."""
    rows = [
        {
            "line": line,
            "key": shown(remark.path),
            "severity": remark.severity.value,
            "kind": remark.kind,
            "message": remark.message,
            "hint": remark.hint,
        }
        for line, remark in linted.remarks
    ]
    return _json({"glossary": linted.path.as_posix(), "complete": linted.complete, "remarks": rows})


@dataclass(frozen=True, slots=True)
class Tested:
    """How the examples went. terms: how many have any."""

    path: Path
    examples: tuple[tuple[int, Example], ...]
    terms: int

    @property
    def failed(self) -> int:
        return sum(not example.passed for _, example in self.examples)


def test(path: Path, config: Config, *, today: date) -> Tested:
    """Run the examples of the glossary at `path`. Raises ConfigError or ModelError."""
    glossary = load_glossary(path)
    line = key_lines(path)
    run = examples.run(glossary, nlp=Pipeline(config.models.pipeline), today=today)
    rows = tuple((line(example.path), example) for example in run)
    return Tested(path, rows, len({example.term for _, example in rows}))


def test_text(tested: Tested) -> str:
    """Return one line for each example that failed, and the counts."""
    lines = [
        f"{tested.path}:{line}: {shown(example.path)}: {_example_said(example)}"
        for line, example in tested.examples
        if not example.passed
    ]
    count = len(tested.examples)
    of = f"{_counted(count, 'example')} of {_counted(tested.terms, 'term')}"
    lines.append(f"{of}: {count - tested.failed} passed, {tested.failed} failed")
    return "\n".join(lines) + "\n"


def test_json(tested: Tested) -> str:
    """Return {"glossary", "passed", "failed", "examples": [{"line", "key", "term", "text", "kind", ...}]}."""
    rows = [
        {
            "line": line,
            "key": shown(example.path),
            "term": example.term,
            "text": example.text,
            "kind": "good" if example.is_good else "bad",
            "passed": example.passed,
            "why": example.why,
        }
        for line, example in tested.examples
    ]
    passed = len(rows) - tested.failed
    return _json(
        {"glossary": tested.path.as_posix(), "passed": passed, "failed": tested.failed, "examples": rows}
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What explain said, and where the file has each entry."""

    said: Explained
    keys: Keys


def explain(
    text: str, config: Config, path: Path, *, today: date, channel: str = "", language: str = ""
) -> Answer:
    """Say what the glossary at `path` finds in `text` and what it nearly finds.

    channel, language: as of an asset, "" for unknown. Raises ConfigError or ModelError.
    """
    glossary = load_glossary(path)
    nlp = Pipeline(config.models.pipeline)
    text = text.encode("utf-8", "replace").decode()  # a shell hands over odd bytes as half characters
    said = explained(glossary, text, today=today, nlp=nlp, channel=channel, language=language)
    return Answer(said, _keys(path, glossary))


def _keys(path: Path, glossary: Glossary) -> Keys:
    placed = [((form.term.id, form.text), form.path) for form in placed_forms(glossary)]
    for index, term in enumerate(glossary.listed):
        for number, form in enumerate(term.proposed):
            placed.append(((term.id, form.text), ("terms", index, "proposed", number)))
    for kind in ("product", "plan"):
        for index, named in enumerate(getattr(glossary.subjects, f"{kind}s")):
            at = ("subjects", f"{kind}s", index)
            placed += [((f"{kind}:{named.id}", name), (*at, "names")) for name in named.names]
            placed += [((f"{kind}:{named.id}", name), (*at, "was", n)) for n, name in enumerate(named.was)]
    line = key_lines(path)
    return {entry: f"{path}:{line(at)}: {shown(at)}" for entry, at in reversed(placed)}


def explain_json(answer: Answer) -> str:
    """Return {"text", "matched": [...], "left_alone": [...]}, each with the file, line and key of its entry."""
    said, keys = answer.said, answer.keys
    matched = [asdict(match) | {"key": keys.get((match.term, match.form), "")} for match in said.matched]
    near = [
        asdict(one)
        | {"reasons": [{"rule": rule, "why": why} for rule, why in one.reasons]}
        | {"key": keys.get((one.term, one.form), "")}
        for one in said.left_alone
    ]
    return _json({"text": said.text, "matched": matched, "left_alone": near})


def explain_text(answer: Answer) -> str:
    """Return what was found, then what was left alone."""
    said, keys = answer.said, answer.keys
    lines: list[str] = []
    for match in said.matched:
        lines += [f"{match.start}-{match.end} {match.found!r}: {_verdict(match)}", _entry(match, keys)]
        if match.why:
            lines.append(f"    why: {match.why}")
    if said.left_alone:
        lines += ["", "left alone:"] if lines else ["left alone:"]
    for near in said.left_alone:
        lines.append(f"{near.start}-{near.end} {near.found!r}: {'; '.join(why for _, why in near.reasons)}")
        lines.append(_entry(near, keys))
    return "\n".join(lines or ["nothing in this text is, or looks like, a form of the glossary"]) + "\n"


def _verdict(match: Match) -> str:
    if not match.code:
        return f"right ({match.status}, {match.how})"
    say = f"say {match.replacement!r}" if match.replacement else "avoid it"
    return f"{match.code} {match.severity}: {say} ({match.status}, {match.how})"


def _entry(one: Match | Near, keys: Keys) -> str:
    where = keys.get((one.term, one.form), "")
    return f"    entry: {one.form!r} of {one.term}" + (f", {where}" if where else "")


def _counted(n: int, noun: str) -> str:
    return f"1 {noun}" if n == 1 else f"{n} {noun}s"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
