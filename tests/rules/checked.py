"""What checking one return of one KPI gives, for tests that look at one entry and one finding."""

from kpixl.model.finding import Severity
from kpixl.rules.returns.check import is_sent_back
from tests.details import shown_details


def only(checked):
    """The one entry and the one finding of a return."""
    (entry,), (item,) = checked.entries, checked.findings
    return entry, item


def details(item):
    return shown_details(item.details)


def refused(checked):
    """The code of the one finding with which a whole file is refused."""
    assert checked.refused
    assert is_sent_back(checked)
    assert (checked.entries, checked.measure_entries, checked.filled) == ((), (), 0)
    (item,) = checked.findings
    assert (item.place.file, item.severity) == (checked.submission.file, Severity.ERROR)
    return item.kind.code


def counts(numerator, denominator, actual=""):
    return {"rate": {"numerator": numerator, "denominator": denominator, "actual": actual}}
