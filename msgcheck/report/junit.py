"""The run as JUnit XML: findings are failing tests, assets read are passing ones, unread ones skipped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from msgcheck.codes import name
from msgcheck.model import SEVERITIES, Finding, Run, Severity
from msgcheck.report.view import order
from msgcheck.report.wording import headline, owner, printable, spot, where


class JunitReporter:
    """Findings at or above `fail_on` fail; the others pass and keep their text."""

    def __init__(self, *, fail_on: Severity = Severity.WARNING) -> None:
        self.fail_on = fail_on

    def render(self, run: Run) -> str:
        """Return one XML document with the suites "findings" and "assets"."""
        open_findings = order(run.findings)
        failures = sum(self._fails(finding) for finding in open_findings)
        root = ET.Element("testsuites", name="msgcheck", time=f"{run.duration_s:.3f}")
        suite = self._suite(root, run, "findings", len(open_findings), failures, 0)
        for finding in open_findings:
            self._finding(suite, finding)
        total = len(run.documents) + len(run.skipped)
        assets = self._suite(root, run, "assets", total, 0, len(run.skipped))
        for document in run.documents:
            ET.SubElement(assets, "testcase", classname="read", name=printable(document.uri))
        for skipped in run.skipped:
            case = ET.SubElement(assets, "testcase", classname="read", name=printable(skipped.uri))
            told = f"{skipped.reason} ({skipped.hint})" if skipped.hint else skipped.reason
            ET.SubElement(case, "skipped", message=printable(told))
        root.set("tests", str(len(open_findings) + total))
        root.set("failures", str(failures))
        root.set("skipped", str(len(run.skipped)))
        ET.SubElement(assets, "system-out").text = headline(run)
        ET.indent(root)
        body = ET.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'

    def _suite(
        self, root: ET.Element, run: Run, suite: str, tests: int, failures: int, skipped: int
    ) -> ET.Element:
        numbers = {"tests": tests, "failures": failures, "errors": 0, "skipped": skipped}
        attributes = {key: str(number) for key, number in numbers.items()}
        started = run.started.strftime("%Y-%m-%dT%H:%M:%S")
        return ET.SubElement(root, "testsuite", {"name": suite, **attributes, "timestamp": started})

    def _fails(self, finding: Finding) -> bool:
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    def _finding(self, suite: ET.Element, finding: Finding) -> None:
        title = finding.attribute or finding.message
        label = f"{finding.code} {name(finding.code)}: {title} [{finding.id}]"
        case = ET.SubElement(suite, "testcase", classname=finding.code, name=printable(label))
        if finding.places:
            case.set("file", printable(finding.places[0].uri))
        if finding.places and finding.places[0].line is not None:
            case.set("line", str(finding.places[0].line))
        if self._fails(finding):
            message = printable(finding.message)
            told = ET.SubElement(case, "failure", type=finding.severity.value, message=message)
        else:
            told = ET.SubElement(case, "system-out")
        told.text = printable(_text(finding))


def _text(finding: Finding) -> str:
    lines = [finding.message]
    for place in finding.places:
        at = ", ".join(part for part in (spot(place), where(place), owner(place)) if part)
        lines += [at, f"    {place.quote}"]
    lines += [f"why: {finding.why}"] if finding.why else []
    lines += [f"do: {finding.suggestion}"] if finding.suggestion else []
    return "\n".join(lines)
