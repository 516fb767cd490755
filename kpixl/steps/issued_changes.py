"""A step that several commands share: what has changed since a workbook in the outbox was issued."""

from pathlib import Path

from kpixl.books.reading.cells import UnreadableWorkbookError
from kpixl.books.returned.snapshot import read_snapshot
from kpixl.model.plan import Plan
from kpixl.model.plan_change import PlanChange
from kpixl.model.submission import Registered
from kpixl.presence import is_file
from kpixl.rules.issue.outdated import ChangesSince
from kpixl.rules.issue.plan_changes import plan_changes
from kpixl.rules.issue.snapshot import parse_snapshot


def changes_in(outbox: Path, plan: Plan) -> ChangesSince:
    """What tells, of a row of the register, the changes since that issue; None where its workbook is gone."""

    def since(row: Registered) -> tuple[PlanChange, ...] | None:
        branch, path = plan.branch(row.branch_code), outbox / row.file
        # A register that somebody has edited names no file outside of the outbox.
        if branch is None or not row.is_in_its_folder or not is_file(path):
            return None
        try:
            issued = parse_snapshot(read_snapshot(path))
        except UnreadableWorkbookError:
            return None
        return plan_changes(issued, plan, branch) if issued and issued.branch(branch.code) else None

    return since
