"""The run as JUnit XML: a suite of failing tests for each code, and one of assets, read or skipped."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree as ET

from msgcheck.codes import name
from msgcheck.model import SEVERITIES, Finding, Severity
from msgcheck.report import past
from msgcheck.report.view import order
from msgcheck.report.wording import owner, printable, spot, where
from msgcheck.run import Run


class Case(NamedTuple):
    """A finding as a test. seen: "new", or since when it is there; decided: what was decided, "" for an open one."""

    finding: Finding
    seen: str
    decided: str = ""


class JunitReporter:
    """Findings at or above `fail_on` fail; the others pass and keep their text; what is decided is skipped.

    It holds to the schema of Jenkins (junit-10.xsd), the strictest that is widely read: a test has no file and
    no line there, so its text names them.
    """

    def __init__(self, *, fail_on: Severity = Severity.WARNING) -> None:
        self.fail_on = fail_on

    def render(self, run: Run) -> str:
        """Return one XML document: a suite for each code that was found, then the suite "assets"."""
        cases = _cases(run)
        failures = sum(self._fails(case) for case in cases)
        total = len(run.documents) + len(run.skipped)
        root = ET.Element("testsuites", name="msgcheck", time=f"{run.duration_s:.3f}")
        root.set("tests", str(len(cases) + total))
        root.set("failures", str(failures))
        root.set("errors", "0")
        for code, group in groupby(cases, key=lambda case: case.finding.code):
            found = list(group)
            failed = sum(self._fails(case) for case in found)
            decided = sum(bool(case.decided) for case in found)
            suite = _suite(
                root, run, f"{code} {name(code)}", tests=len(found), failures=failed, skipped=decided
            )
            for case in found:
                self._case(suite, case)
        assets = _suite(root, run, "assets", tests=total, skipped=len(run.skipped))
        for document in run.documents:
            ET.SubElement(assets, "testcase", classname="read", name=document.uri)
        for skipped in run.skipped:
            unread = ET.SubElement(assets, "testcase", classname="read", name=skipped.uri)
            told = f"{skipped.reason} ({skipped.hint})" if skipped.hint else skipped.reason
            ET.SubElement(unread, "skipped", message=told)
        ET.SubElement(assets, "system-out").text = past.headline(run)
        ET.indent(root)
        body = ET.tostring(root, encoding="unicode")
        return printable(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n')

    def _fails(self, case: Case) -> bool:
        return not case.decided and SEVERITIES.index(case.finding.severity) <= SEVERITIES.index(self.fail_on)

    def _case(self, suite: ET.Element, case: Case) -> None:
        finding = case.finding
        label = f"{finding.attribute or finding.message} [{finding.id}]"
        test = ET.SubElement(suite, "testcase", classname=finding.code, name=label)
        if self._fails(case):
            told = ET.SubElement(test, "failure", type=finding.severity.value, message=finding.message)
        else:
            if case.decided:
                ET.SubElement(test, "skipped", message=case.decided)
            told = ET.SubElement(test, "system-out")
        told.text = _text(case)


def _cases(run: Run) -> list[Case]:
    """Return the findings by code, each code in reading order, then what is decided of it."""
    cases = [Case(finding, past.seen(run, finding)) for finding in order(run.findings)]
    cases += [Case(one.finding, past.seen(run, one.finding), past.said(one.decision)) for one in run.decided]
    return sorted(cases, key=lambda case: case.finding.code)


def _suite(
    root: ET.Element, run: Run, suite: str, *, tests: int, failures: int = 0, skipped: int = 0
) -> ET.Element:
    numbers = {"tests": tests, "failures": failures, "errors": 0, "skipped": skipped}
    attributes = {key: str(number) for key, number in numbers.items()}
    started = run.started.strftime("%Y-%m-%dT%H:%M:%S")
    return ET.SubElement(root, "testsuite", {"name": suite, **attributes, "timestamp": started})


def _text(case: Case) -> str:
    finding = case.finding
    lines = [finding.message]
    for place in finding.places:
        at = ", ".join(part for part in (spot(place), where(place), owner(place)) if part)
        lines += [at, f"    {place.quote}"]
    lines += [f"why: {finding.why}"] if finding.why else []
    lines += [f"do: {finding.suggestion}"] if finding.suggestion else []
    lines += [f"seen: {case.seen}"] if case.seen else []
    return "\n".join(lines)
