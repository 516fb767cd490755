"""kpixl: collect branch KPI results in Excel, judge them, and write the executives' summary.

>>> import kpixl
>>> [reading] = kpixl.parse_target("64.6％以上")
>>> reading.target.direction, reading.value
(<Direction.AT_LEAST: 'at_least'>, Decimal('64.6'))

docs/api.md has the whole library. Nothing is loaded before it is asked for: `import kpixl` by itself
takes no time.
"""

TYPE_CHECKING = False  # typing itself takes longer to import than all that is here
if TYPE_CHECKING:
    from kpixl.api.functions import open_round, parse_target, read_master, verify
    from kpixl.api.round import OpenRound
    from kpixl.jobs.check import CheckResult
    from kpixl.jobs.distribute import DistributeResult
    from kpixl.jobs.explain import ExplainResult
    from kpixl.jobs.freeze import FreezeResult
    from kpixl.jobs.rollover import RolloverResult
    from kpixl.jobs.run import RunResult
    from kpixl.jobs.status import StatusResult
    from kpixl.jobs.undo import UndoResult
    from kpixl.jobs.verify import VerifyResult
    from kpixl.model.assessment import Assessment, Judgement
    from kpixl.model.errors import InputFileError, KpixlError, OutputFileError, PlanFaultsError
    from kpixl.model.finding import Finding, Severity
    from kpixl.rules.targets.reading import TargetReading
    from kpixl.steps.load_master import LoadedMaster
    from kpixl.steps.make_corrections import SendbackResult
    from kpixl.steps.make_master import ConsolidateResult
    from kpixl.steps.make_reports import ReportResult
    from kpixl.steps.make_summary import SummarizeResult

__version__ = "0.2.0"

__all__ = [
    "Assessment",
    "CheckResult",
    "ConsolidateResult",
    "DistributeResult",
    "ExplainResult",
    "Finding",
    "FreezeResult",
    "InputFileError",
    "Judgement",
    "KpixlError",
    "LoadedMaster",
    "OpenRound",
    "OutputFileError",
    "PlanFaultsError",
    "ReportResult",
    "RolloverResult",
    "RunResult",
    "SendbackResult",
    "Severity",
    "StatusResult",
    "SummarizeResult",
    "TargetReading",
    "UndoResult",
    "VerifyResult",
    "__version__",
    "open_round",
    "parse_target",
    "read_master",
    "verify",
]

_MODULES = {
    "kpixl.api.functions": ("open_round", "parse_target", "read_master", "verify"),
    "kpixl.api.round": ("OpenRound",),
    "kpixl.jobs.check": ("CheckResult",),
    "kpixl.jobs.distribute": ("DistributeResult",),
    "kpixl.jobs.explain": ("ExplainResult",),
    "kpixl.jobs.freeze": ("FreezeResult",),
    "kpixl.jobs.rollover": ("RolloverResult",),
    "kpixl.jobs.run": ("RunResult",),
    "kpixl.jobs.status": ("StatusResult",),
    "kpixl.jobs.undo": ("UndoResult",),
    "kpixl.jobs.verify": ("VerifyResult",),
    "kpixl.model.assessment": ("Assessment", "Judgement"),
    "kpixl.model.errors": ("InputFileError", "KpixlError", "OutputFileError", "PlanFaultsError"),
    "kpixl.model.finding": ("Finding", "Severity"),
    "kpixl.rules.targets.reading": ("TargetReading",),
    "kpixl.steps.load_master": ("LoadedMaster",),
    "kpixl.steps.make_corrections": ("SendbackResult",),
    "kpixl.steps.make_master": ("ConsolidateResult",),
    "kpixl.steps.make_reports": ("ReportResult",),
    "kpixl.steps.make_summary": ("SummarizeResult",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kpixl' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
