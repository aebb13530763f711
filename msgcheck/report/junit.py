"""The run as JUnit XML: a suite of failing tests for each code, and one of assets, read or skipped."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as ET

from msgcheck.codes import name
from msgcheck.model import SEVERITIES, Finding, Severity
from msgcheck.report.view import order
from msgcheck.report.wording import headline, owner, printable, spot, where
from msgcheck.run import Run


class JunitReporter:
    """Findings at or above `fail_on` fail; the others pass and keep their text.

    It holds to the schema of Jenkins (junit-10.xsd), the strictest that is widely read: a test has no file and
    no line there, so its text names them.
    """

    def __init__(self, *, fail_on: Severity = Severity.WARNING) -> None:
        self.fail_on = fail_on

    def render(self, run: Run) -> str:
        """Return one XML document: a suite for each code that was found, then the suite "assets"."""
        findings = sorted(order(run.findings), key=lambda finding: finding.code)
        failures = sum(self._fails(finding) for finding in findings)
        total = len(run.documents) + len(run.skipped)
        root = ET.Element("testsuites", name="msgcheck", time=f"{run.duration_s:.3f}")
        root.set("tests", str(len(findings) + total))
        root.set("failures", str(failures))
        root.set("errors", "0")
        for code, group in groupby(findings, key=lambda finding: finding.code):
            found = list(group)
            failed = sum(self._fails(finding) for finding in found)
            suite = _suite(root, run, f"{code} {name(code)}", tests=len(found), failures=failed)
            for finding in found:
                self._finding(suite, finding)
        assets = _suite(root, run, "assets", tests=total, skipped=len(run.skipped))
        for document in run.documents:
            ET.SubElement(assets, "testcase", classname="read", name=document.uri)
        for skipped in run.skipped:
            case = ET.SubElement(assets, "testcase", classname="read", name=skipped.uri)
            told = f"{skipped.reason} ({skipped.hint})" if skipped.hint else skipped.reason
            ET.SubElement(case, "skipped", message=told)
        ET.SubElement(assets, "system-out").text = headline(run)
        ET.indent(root)
        body = ET.tostring(root, encoding="unicode")
        return printable(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n')

    def _fails(self, finding: Finding) -> bool:
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    def _finding(self, suite: ET.Element, finding: Finding) -> None:
        label = f"{finding.attribute or finding.message} [{finding.id}]"
        case = ET.SubElement(suite, "testcase", classname=finding.code, name=label)
        if self._fails(finding):
            message = finding.message
            told = ET.SubElement(case, "failure", type=finding.severity.value, message=message)
        else:
            told = ET.SubElement(case, "system-out")
        told.text = _text(finding)


def _suite(
    root: ET.Element, run: Run, suite: str, *, tests: int, failures: int = 0, skipped: int = 0
) -> ET.Element:
    numbers = {"tests": tests, "failures": failures, "errors": 0, "skipped": skipped}
    attributes = {key: str(number) for key, number in numbers.items()}
    started = run.started.strftime("%Y-%m-%dT%H:%M:%S")
    return ET.SubElement(root, "testsuite", {"name": suite, **attributes, "timestamp": started})


def _text(finding: Finding) -> str:
    lines = [finding.message]
    for place in finding.places:
        at = ", ".join(part for part in (spot(place), where(place), owner(place)) if part)
        lines += [at, f"    {place.quote}"]
    lines += [f"why: {finding.why}"] if finding.why else []
    lines += [f"do: {finding.suggestion}"] if finding.suggestion else []
    return "\n".join(lines)
