"""What a script may rely on, as mypy sees it: the linters check this file, nothing runs it."""

from decimal import Decimal
from pathlib import Path
from typing import assert_type

import pandas as pd

import kpixl

round_ = kpixl.open_round("round2025")
assert_type(round_, kpixl.OpenRound)
assert_type(kpixl.open_round(Path("round2025")), kpixl.OpenRound)

assert_type(round_.check(), kpixl.CheckResult)
assert_type(round_.distribute(branch="45", mail=True), kpixl.DistributeResult)
assert_type(round_.status(remind=True), kpixl.StatusResult)
assert_type(round_.sendback(on_duplicate="error"), kpixl.SendbackResult)
assert_type(round_.summarize(lang="en", only=["概要"], since=Path("old.xlsx")), kpixl.SummarizeResult)
assert_type(round_.rollover(out="round2026", replace={"old": "new"}), kpixl.RolloverResult)
assert_type(round_.run(password_file=Path("p.txt")), kpixl.RunResult)
assert_type(round_.explain("45", "rate").text, str)

result = round_.consolidate()
assert_type(result, kpixl.ConsolidateResult)
assert_type(result.path, Path)
assert_type(result.findings[0].text("ja"), str)
assert_type(result.findings[0].severity, kpixl.Severity)

master = kpixl.read_master("master.xlsx")
assert_type(master.assessments[0].figure.value, Decimal | None)
assert_type(master.assessments[0].judgement, kpixl.Judgement)
assert_type(master.findings, tuple[kpixl.Finding, ...])
assert_type(master.to_frame("ja"), pd.DataFrame)

assert_type(kpixl.parse_target("64.6以上", unit="％"), tuple[kpixl.TargetReading, ...])
assert_type(kpixl.verify(["a.xlsx", Path("b.xlsx")])[0], kpixl.VerifyResult)

try:
    round_.status()
except kpixl.PlanFaultsError as error:
    assert_type(error.findings, tuple[kpixl.Finding, ...])
