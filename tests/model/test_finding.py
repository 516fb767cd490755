"""Findings: codes are unique, and severity belongs to the code."""

from kpixl.model.finding import FindingCode, Place, Severity, finding, has_errors


def test_no_two_findings_share_a_code():
    codes = [kind.code for kind in FindingCode]
    assert len(codes) == len(set(codes)) == len(list(FindingCode))


def test_errors_sort_before_warnings_before_notes():
    assert sorted(Severity, key=lambda severity: severity.order) == ["error", "warning", "note"]


def test_a_finding_has_the_severity_of_its_code_and_its_details_in_order():
    place = Place("a.xlsx", "記入シート", "K12")
    item = finding(FindingCode.OUT_OF_RANGE, place, kpi="rate", low=0, high=100)
    assert item.severity is Severity.WARNING
    assert item.details == (("high", 100), ("low", 0))
    assert (item.place.cell, item.branch_code, item.kpi_code) == ("K12", "", "rate")


def test_warnings_and_notes_alone_are_no_errors():
    warning, note = finding(FindingCode.FIGURE_BLANK), finding(FindingCode.FIGURE_CONVERTED)
    assert not has_errors([warning, note])
    assert has_errors([note, finding(FindingCode.RETURN_EMPTY)])
    assert not has_errors([])
