"""Planning a distribution: which entry workbook goes to which file, under which issue number."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpixl.model.entries import EntryKpi
from kpixl.model.finding import Finding, FindingCode, Place, finding
from kpixl.model.kpi import GradeRule
from kpixl.model.measure import ChangeKind
from kpixl.model.message import Translate
from kpixl.model.own_words import own_words
from kpixl.model.plan import Branch, Plan
from kpixl.model.submission import Identity, Registered
from kpixl.rules.plan.grade_schemes import scheme_of
from kpixl.rules.targets.resolve import resolve_target, settle_target

SCHEMA = "kpixl-entry/3"
# Forms of earlier versions, read as before. The first had neither a seal nor a copy of the plan, and a
# fingerprint that nobody can make again.
FIRST_SCHEMA = "kpixl-entry/1"
SCHEMAS = (FIRST_SCHEMA, "kpixl-entry/2", SCHEMA)
_MOST_NUMBER_DIGITS = 6
_LONGEST_NAME = 30  # characters of a branch's name in its file name; file systems stop at 255 bytes
_FORBIDDEN_IN_FILE_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))


@dataclass(frozen=True)
class PlannedEntryWorkbook:
    """One entry workbook to be written."""

    branch: Branch
    file: str
    identity: Identity


def plan_distribution(
    plan: Plan,
    register: Mapping[str, Registered],
    existing: Collection[str],
    translate: Translate,
    *,
    only: Collection[Branch] = (),
    again: bool = False,
    force: bool = False,
    unregistered: Collection[str] = (),
) -> tuple[list[PlannedEntryWorkbook], list[Finding]]:
    """Every write of a distribution, planned before any is made.

    `register` is the outbox's register by branch code, `existing` the file names in the outbox.
    What was issued before is not overwritten, because a branch may be filling it in already. With `again` it
    is where the form would show something else today, or where its branch is asked for; with `force` in any
    case. It gets the next issue number, so that an older return is recognised.

    `unregistered` are files of the outbox that kpixl made and the register does not have: it is lost, or an
    older copy, and the next number by it may have been given to another content.
    """
    planned, findings = [], []
    lacking: list[str] = []
    owners: dict[str, Branch] = {}
    for branch in only or plan.branches:
        file = entry_workbook_name(plan, branch)
        # Windows does not tell upper from lower case in file names.
        owner = owners.setdefault(file.casefold(), branch)
        if owner is not branch:
            names = f"{owner.code} {owner.name} / {branch.code} {branch.name}"
            clash = finding(FindingCode.FILE_NAMES_CLASH, Place("plan.xlsx"), branch=branch.code, seen=names)
            findings.append(clash)
            continue
        before = register.get(branch.code)
        if file in unregistered or (before is None and file in existing):
            lacking.append(file)
            continue
        if again and not (force or only or before is None or is_outdated(plan, before, translate)):
            continue
        if before and not again and not force:
            place = Place(f"outbox/{before.file}")
            findings.append(finding(FindingCode.OUTBOX_SENT, place, branch=branch.code, seen=before.file))
            continue
        planned.append(PlannedEntryWorkbook(branch, file, _identity(plan, branch, before, translate)))
    if lacking:
        kind, place = FindingCode.REGISTER_LACKS_ISSUE, Place("outbox/register.csv")
        findings.append(finding(kind, place, count=len(lacking), seen=lacking[0]))
    return planned, findings


def is_outdated(plan: Plan, row: Registered, translate: Translate) -> bool:
    """True where a workbook that was issued shows something else than one that would be issued today.

    A register of an earlier version does not say what its workbooks show: they may.
    """
    return row.fingerprint != fingerprint(plan, row.branch_code, translate)


def missing_address(branch: Branch) -> list[Finding]:
    """The finding about a branch to which a draft has no address; none where there is one."""
    if branch.email:
        return []
    place = Place("plan.xlsx")
    return [finding(FindingCode.ADDRESS_MISSING, place, branch=branch.code, seen=branch.name)]


def entry_workbook_name(plan: Plan, branch: Branch) -> str:
    """45_宮崎_FY2024.xlsx, the entry workbook of a branch."""
    return f"{file_stem(plan, branch)}.xlsx"


def file_stem(plan: Plan, branch: Branch) -> str:
    """45_宮崎_FY2024: the code first so that a folder sorts by roster, the year to keep rounds apart."""
    name = branch.name[:_LONGEST_NAME].strip(" .")
    stem = f"{branch.code[:_LONGEST_NAME]}_{name}_{plan.settings.fiscal_year.short}"
    # What turns the reading direction would show .xlsx at another place of the name.
    shown = "".join(char if char.isprintable() else "_" for char in stem)
    return shown.translate(_FORBIDDEN_IN_FILE_NAMES)


def first_identity(plan: Plan, branch: Branch, translate: Translate) -> Identity:
    """The identity of a branch's first issue."""
    return _identity(plan, branch, None, translate)


def _identity(plan: Plan, branch: Branch, before: Registered | None, translate: Translate) -> Identity:
    number = issue_number(before.issue) + 1 if before else 1
    settings = plan.settings
    return Identity(
        schema=SCHEMA,
        round_name=settings.round_name,
        fiscal_year=str(settings.fiscal_year),
        branch_code=branch.code,
        branch_name=branch.name,
        # FY before the year: Excel takes 2024-01-01 for a date when somebody opens the register.
        issue=f"{settings.fiscal_year.short}-{branch.code}-{number:02d}",
        fingerprint=fingerprint(plan, branch.code, translate),
    )


def entry_kpis(plan: Plan, branch: Branch) -> list[EntryKpi]:
    """What a branch is shown of every KPI: its target, what that comes to, and the prior actual."""
    return _entry_kpis(plan, branch.code)


def _entry_kpis(plan: Plan, branch_code: str) -> list[EntryKpi]:
    shown = []
    for kpi in own_words(plan, branch_code).kpis():
        prior = plan.prior(branch_code, kpi.code)
        resolved = resolve_target(plan, branch_code, kpi, on_form=True)
        target = settle_target(plan.target(branch_code, kpi.code), resolved, kpi, plan.settings.judge_on)
        shown.append(EntryKpi(kpi=kpi, target=target, target_value=resolved.value, prior=prior))
    return shown


def issue_number(issue: str) -> int:
    """The running number at the end of an issue number (2024-45-02 → 2); 0 where there is none."""
    return running_number(issue.rpartition("-")[2])


def running_number(text: str) -> int:
    """A small whole number; 0 for any other text that somebody may have put in its place."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_NUMBER_DIGITS else 0


def branch_of_issue(issue: str) -> str:
    """The branch code in an issue number (FY2024-45-02 → 45); '' where there is none."""
    return issue.partition("-")[2].rpartition("-")[0]


def fingerprint(plan: Plan, branch_code: str, translate: Translate) -> str:
    """A short hash of what an entry workbook asks and shows: it changes when a branch would see a change.

    It covers the round, every column that the form shows of a KPI or a measure, the limits its checks
    apply, the scheme that measures are graded by, and the precision at which it judges. Notes, weights, how
    the national figure comes about, the due date or another branch's target do not touch it. Targets are in
    it as the form says them: forms that are out bear such a hash.
    """
    return fingerprint_of(plan, branch_code, shown_kpis(plan, branch_code, translate))


def shown_kpis(plan: Plan, branch_code: str, translate: Translate) -> list[tuple[EntryKpi, str]]:
    """What a branch is shown of every KPI, each with its target as the form says it."""
    language = plan.settings.language
    return [(item, translate(item.stated, language)) for item in _entry_kpis(plan, branch_code)]


def fingerprint_of(plan: Plan, branch_code: str, shown: Iterable[tuple[EntryKpi, str]]) -> str:
    """The same hash, where what the form shows is known already."""
    settings = plan.settings
    content: dict[str, object] = {
        "round": [settings.organisation, settings.round_name, str(settings.fiscal_year), settings.judge_on],
        "kpis": [_shown_kpi(item, target_text) for item, target_text in shown],
        "measures": [
            [item.code, item.pillar, item.name, item.group]
            for item in own_words(plan, branch_code).measures()
        ],
    }
    # What only some plans ask for changes nothing for the others: forms of earlier versions still fit.
    if plan.text_items:
        content["texts"] = [
            [item.code, item.label, item.guide, item.required, item.longest] for item in plan.text_items
        ]
    activities = plan.activities_of(branch_code)
    if activities:
        content["activities"] = [
            [
                *(item.key, item.unit.symbol, item.part_of, item.prior.state, _number(item.prior.value)),
                *([item.change_kind] if item.change_kind is not ChangeKind.AMOUNT else []),
            ]
            for item in activities
        ]
    if settings.asks_next_kpis:
        content["next_kpis"] = True
    scheme = scheme_of(plan)
    if scheme and plan.measures:
        content["grades"] = [shown_rule(rule) for rule in scheme.rules]
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown_kpi(item: EntryKpi, target_text: str) -> list[object]:
    kpi, prior = item.kpi, item.prior
    limits = (kpi.minimum, kpi.maximum, kpi.max_change)
    return [
        *(kpi.code, kpi.pillar, kpi.measure, kpi.indicator, kpi.unit.symbol, kpi.direction, kpi.decimals),
        *(kpi.numerator_label, kpi.denominator_label, kpi.comparable),
        *(_number(limit) for limit in limits),
        *(item.target.direction, target_text, _number(item.target_value)),
        *((prior.state, _number(prior.value)) if prior else ("", "")),
    ]


def shown_rule(rule: GradeRule) -> list[object]:
    """What a form shows of a row of the scheme: neither its years nor what its grade counts."""
    criteria = (rule.criterion_kpi, rule.criterion_new_effort, rule.criterion_plan)
    return [rule.with_kpi, rule.grade, *criteria, _number(rule.rate_from)]


def _number(value: Decimal | None) -> str:
    """64.20 and 64.2 are the same number."""
    return "" if value is None else f"{Decimal(value).normalize():f}"
