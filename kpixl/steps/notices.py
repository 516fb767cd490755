"""A step of its own: what is to be told to branches whose entry workbook is replaced."""

from collections.abc import Collection, Mapping, Sequence

from kpixl.files.email import Notice
from kpixl.locale import catalogue
from kpixl.model.submission import Registered
from kpixl.rules.issue.distribution import PlannedEntryWorkbook
from kpixl.steps.issued_changes import changes_in
from kpixl.steps.load_plan import LoadedPlan


def notices_of(
    loaded: LoadedPlan,
    planned: Sequence[PlannedEntryWorkbook],
    register: Mapping[str, Registered],
    filled: Collection[str],
) -> dict[str, Notice]:
    """By branch code, what has changed in a workbook that was issued before, and whether it comes filled in.

    `filled` are the codes of the branches whose workbook has in it what they have returned. What has changed
    is read from the workbook that is still in the outbox.
    """
    words = catalogue(loaded.plan.settings.language)
    changes_since = changes_in(loaded.folder.outbox, loaded.plan)
    rows = [row for item in planned if (row := register.get(item.branch.code))]
    return {
        row.branch_code: Notice(
            changes=tuple(words.translate(change.whole) for change in changes_since(row) or ()),
            is_filled=row.branch_code in filled,
        )
        for row in rows
    }
