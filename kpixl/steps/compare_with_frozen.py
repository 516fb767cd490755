"""A step of its own: what has moved since a round was frozen, as one finding for head office."""

from kpixl.model.errors import InputFileError
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.ledger import Punctuality
from kpixl.rules.summary.comparison_of_masters import compare_masters
from kpixl.steps.judge_returns import JudgedReturns
from kpixl.steps.load_master import load_master
from kpixl.steps.load_round import RoundInputs

_NAMED = 12


def moved_since_freeze(inputs: RoundInputs, judged: JudgedReturns) -> list[Finding]:
    """The finding, or none where nothing has moved, or where the frozen master is of another version."""
    frozen, plan = inputs.frozen, inputs.plan
    if frozen is None:
        return []
    try:
        before = load_master(frozen.master)
    except InputFileError:
        return []
    since = compare_masters((before.plan, before.assessments), (plan, judged.assessments))
    late = [row for row in judged.ledger if row.punctuality is Punctuality.AFTER_FREEZE]
    if not since.changes and not late:
        return []
    named = tuple(f"{row.branch_code} {row.branch_name}" for row in late[:_NAMED])
    path = frozen.master.relative_to(inputs.folder.folder).as_posix()
    return [
        finding(
            FindingCode.MOVED_SINCE_FREEZE, Place(path), day=frozen.day, figures=len(since.changes),
            judgements=len(since.judged_otherwise),
            branches=(*named, *(["…"] if len(late) > _NAMED else [])) or "－", path=path,
        )
    ]  # fmt: skip
