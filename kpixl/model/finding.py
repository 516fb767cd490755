"""Findings: one thing wrong or doubtful, as data. The wording lives in the locale catalogues."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from kpixl.model.message import Detail, Details, details_of


class Severity(StrEnum):
    """What a finding does: error = not used, warning = used but look at it, note = converted."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def order(self) -> int:
        """0 for the gravest, for sorting."""
        return list(Severity).index(self)


class FindingCode(Enum):
    """Every finding kpixl can make, with its code and severity.

    K1 plan · K20, K223 distribution · K21, K22 next year's plan · K30-K33 the returned file ·
    K34-K38 the form that was filled in · K4 a figure's text · K5 a figure's sense.
    """

    PLAN_SHEET_MISSING = ("K101", Severity.ERROR)
    PLAN_COLUMN_MISSING = ("K102", Severity.ERROR)
    PLAN_CELL_EMPTY = ("K103", Severity.ERROR)
    UNIT_UNKNOWN = ("K104", Severity.ERROR)
    DIRECTION_UNKNOWN = ("K105", Severity.ERROR)
    KPI_TWICE = ("K106", Severity.ERROR)
    BRANCH_TWICE = ("K107", Severity.ERROR)
    TARGET_BRANCH_UNKNOWN = ("K108", Severity.ERROR)
    TARGET_KPI_UNKNOWN = ("K109", Severity.ERROR)
    TARGET_UNREADABLE = ("K110", Severity.ERROR)
    FISCAL_YEAR_UNREADABLE = ("K111", Severity.ERROR)
    LEADING_ZEROS_LOST = ("K112", Severity.ERROR)
    PLAN_WORD_UNKNOWN = ("K113", Severity.ERROR)
    PLAN_NUMBER_UNREADABLE = ("K114", Severity.ERROR)
    PLAN_DATE_UNREADABLE = ("K115", Severity.ERROR)
    TARGET_EMPTY = ("K116", Severity.ERROR)
    TARGET_DIRECTION_DIFFERS = ("K117", Severity.ERROR)
    TARGET_ROW_MISSING = ("K118", Severity.ERROR)
    PLAN_CODE_UNKNOWN = ("K119", Severity.WARNING)
    BASELINE_DIFFERS = ("K120", Severity.WARNING)
    BASELINE_MISSING = ("K121", Severity.WARNING)
    SETTING_UNKNOWN = ("K122", Severity.WARNING)
    PLAN_COLUMN_UNKNOWN = ("K123", Severity.WARNING)
    PLAN_LIST_EMPTY = ("K125", Severity.ERROR)
    PLAN_ROW_TWICE = ("K126", Severity.ERROR)
    TARGET_COLUMN_MISSING = ("K127", Severity.ERROR)
    TARGET_COLUMN_TWICE = ("K128", Severity.ERROR)
    HISTORY_KPI_UNKNOWN = ("K129", Severity.WARNING)
    CODE_UNKNOWN = ("K130", Severity.ERROR)
    GRADE_SCHEME_UNKNOWN = ("K131", Severity.ERROR)
    GRADE_RULE_MISSING = ("K132", Severity.WARNING)
    GRADE_RULE_IDLE = ("K133", Severity.WARNING)
    PUBLISHED_DIFFERS = ("K134", Severity.WARNING)
    STATED_RATE_DIFFERS = ("K135", Severity.WARNING)
    PLANNED_COUNT_DIFFERS = ("K136", Severity.WARNING)
    PLANNED_COUNT_OTHER_ROUNDING = ("K137", Severity.NOTE)
    PLANNED_COUNT_WITHOUT_RATE = ("K138", Severity.WARNING)
    STATED_NUMBER_DIFFERS = ("K140", Severity.WARNING)
    PAST_YEARS_MISSING = ("K141", Severity.WARNING)
    BLOCK_UNKNOWN = ("K142", Severity.WARNING)
    PLANNED_COUNT_IS_NONE = ("K143", Severity.ERROR)
    PLANNED_COUNT_WITHOUT_LABELS = ("K144", Severity.WARNING)
    ADJUSTED_GRADE_UNKNOWN = ("K145", Severity.WARNING)
    ADJUSTMENT_LATE = ("K146", Severity.WARNING)
    ROUND_KPI_OUT_OF_REACH = ("K147", Severity.WARNING)
    ROUND_KPI_CODE_TAKEN = ("K148", Severity.ERROR)
    MEASURE_MARK_DIFFERS = ("K149", Severity.WARNING)
    PAST_MEASURE_UNKNOWN = ("K150", Severity.WARNING)
    ACTIVITY_WHOLE_UNKNOWN = ("K151", Severity.ERROR)
    RANK_WITHOUT_BRANCH = ("K152", Severity.ERROR)
    NATIONAL_OF_BRANCH = ("K153", Severity.WARNING)
    DECISION_ABOUT_NOTHING = ("K154", Severity.ERROR)
    EXTENSION_WITHOUT_DAY = ("K155", Severity.ERROR)
    UNIT_NAME_UNUSABLE = ("K156", Severity.ERROR)
    TARGET_BLOCK_DIFFERS = ("K157", Severity.ERROR)
    TARGET_BRANCHES_LEFT = ("K158", Severity.ERROR)
    TARGET_COLUMNS_MANY = ("K159", Severity.WARNING)
    ROUND_TOO_LARGE = ("K160", Severity.WARNING)
    CONFIRMED_WITHOUT_VALUE = ("K161", Severity.ERROR)
    TARGET_YEAR_NOT_PAST = ("K170", Severity.WARNING)
    NATIONAL_NOT_PUBLISHED = ("K171", Severity.WARNING)
    MEASURE_SPELLED_OTHERWISE = ("K172", Severity.WARNING)
    GRADE_SCHEME_NOT_VALID = ("K173", Severity.ERROR)

    OUTBOX_SENT = ("K201", Severity.ERROR)
    FILE_NAMES_CLASH = ("K203", Severity.ERROR)
    ADDRESS_MISSING = ("K204", Severity.WARNING)
    SEAL_KEY_MISSING = ("K205", Severity.WARNING)
    SEAL_KEY_CHANGED = ("K206", Severity.WARNING)
    PLAN_CHANGED_SINCE = ("K207", Severity.WARNING)
    NEW_ISSUE_AWAITED = ("K208", Severity.NOTE)
    MOVED_SINCE_FREEZE = ("K209", Severity.WARNING)
    DUE_PASSED = ("K210", Severity.WARNING)

    NEXT_TARGET_BLANK = ("K211", Severity.WARNING)
    NEXT_BASELINE_MISSING = ("K212", Severity.WARNING)
    TARGET_EASIER = ("K213", Severity.WARNING)
    NEXT_TARGET_UNREADABLE = ("K214", Severity.WARNING)
    KPI_MAY_END = ("K215", Severity.WARNING)
    KPI_REPLACED = ("K216", Severity.WARNING)
    ROUND_NAME_UNCHANGED = ("K217", Severity.WARNING)
    DUE_ON_WEEKEND = ("K218", Severity.WARNING)
    BASELINE_AS_OF = ("K219", Severity.WARNING)
    KPI_ADDED = ("K220", Severity.WARNING)
    KPI_ENDED = ("K221", Severity.WARNING)
    NEXT_KPIS_CONTRADICT = ("K222", Severity.WARNING)

    REGISTER_LACKS_ISSUE = ("K223", Severity.ERROR)

    FILE_UNREADABLE = ("K301", Severity.ERROR)
    NOT_AN_ENTRY_WORKBOOK = ("K302", Severity.ERROR)
    RETURN_BRANCH_UNKNOWN = ("K303", Severity.ERROR)
    RETURN_ROUND_DIFFERS = ("K304", Severity.ERROR)
    RETURN_ISSUE_OLDER = ("K305", Severity.WARNING)
    RETURN_PLAN_CHANGED = ("K306", Severity.WARNING)
    RETURNS_DIFFER = ("K307", Severity.ERROR)
    RETURN_IDENTICAL = ("K308", Severity.NOTE)
    KEYS_MISSING = ("K309", Severity.ERROR)
    RETURN_KPI_UNKNOWN = ("K310", Severity.WARNING)
    RETURN_KPI_MISSING = ("K311", Severity.ERROR)
    RETURN_KPI_TWICE = ("K312", Severity.ERROR)
    RETURN_EMPTY = ("K313", Severity.ERROR)
    FILE_IGNORED = ("K314", Severity.NOTE)

    FILE_EMPTY = ("K315", Severity.ERROR)
    FILE_DAMAGED = ("K316", Severity.ERROR)
    FILE_ENCRYPTED = ("K317", Severity.ERROR)
    FILE_RIGHTS_PROTECTED = ("K318", Severity.ERROR)
    FILE_OTHER_FORMAT = ("K319", Severity.ERROR)
    FILE_TOO_LARGE = ("K321", Severity.ERROR)
    FILE_SUSPECT = ("K322", Severity.ERROR)
    SHEET_TOO_LARGE = ("K323", Severity.ERROR)
    READING_TOO_SLOW = ("K324", Severity.ERROR)
    READING_ABORTED = ("K325", Severity.ERROR)
    FILE_NOT_REGULAR = ("K326", Severity.ERROR)
    LINK_DANGLING = ("K327", Severity.ERROR)
    FILE_DENIED = ("K328", Severity.ERROR)
    FILE_IS_ARCHIVE = ("K329", Severity.ERROR)
    FILE_IS_OPEN = ("K330", Severity.NOTE)
    FILE_HAS_MACROS = ("K331", Severity.NOTE)
    FILE_LABELLED = ("K332", Severity.NOTE)
    FILE_NAME_DIFFERS = ("K333", Severity.NOTE)
    PASSWORD_WRONG = ("K334", Severity.ERROR)
    CARRIER_OPENED = ("K335", Severity.NOTE)
    CARRIER_TOO_LARGE = ("K336", Severity.ERROR)
    CARRIER_DAMAGED = ("K337", Severity.ERROR)
    FILE_IS_WINMAIL = ("K338", Severity.ERROR)
    ANSWER_IN_OTHER_FORM = ("K339", Severity.WARNING)

    SHEET_RENAMED = ("K340", Severity.NOTE)
    ROWS_MOVED = ("K341", Severity.NOTE)
    COLUMNS_MOVED = ("K342", Severity.NOTE)
    LOCKED_CELL_CHANGED = ("K343", Severity.WARNING)
    FORMULA_OVERWRITTEN = ("K344", Severity.NOTE)
    VALIDATION_GONE = ("K345", Severity.NOTE)
    REFERENCE_BROKEN = ("K346", Severity.WARNING)
    INPUT_CELLS_MERGED = ("K347", Severity.WARNING)
    ROW_HIDDEN = ("K348", Severity.WARNING)
    SHEET_ADDED = ("K349", Severity.WARNING)
    KEYS_FALLEN_BACK = ("K350", Severity.WARNING)
    INPUT_COLUMN_MISSING = ("K351", Severity.WARNING)
    SHEET_TWICE = ("K352", Severity.ERROR)
    MEASURE_SHEET_MISSING = ("K353", Severity.WARNING)
    MEASURE_UNKNOWN = ("K354", Severity.WARNING)
    MEASURE_TWICE = ("K355", Severity.WARNING)
    SCHEMA_UNKNOWN = ("K356", Severity.WARNING)
    SEAL_BROKEN = ("K357", Severity.ERROR)
    NAMED_FOR_ANOTHER_BRANCH = ("K358", Severity.WARNING)
    IDENTITY_FALLEN_BACK = ("K359", Severity.WARNING)
    RETURN_SUPERSEDED = ("K360", Severity.NOTE)
    LATER_RETURN_FAULTY = ("K361", Severity.ERROR)
    PLAN_SNAPSHOT_MISSING = ("K362", Severity.ERROR)
    CELLS_OUTSIDE_TABLE = ("K364", Severity.WARNING)
    IDENTITY_CONTRADICTS = ("K365", Severity.ERROR)
    MEASURE_MISSING = ("K366", Severity.WARNING)
    ROW_CONTRADICTS = ("K367", Severity.ERROR)
    COLUMN_CONTRADICTS = ("K368", Severity.ERROR)
    ROW_NOT_KNOWN = ("K369", Severity.ERROR)
    DETAILS_UNREAD = ("K370", Severity.WARNING)
    FIGURES_GONE = ("K371", Severity.ERROR)
    ISSUED_WORKBOOK = ("K372", Severity.NOTE)
    RETURN_UNSEALED = ("K373", Severity.WARNING)
    ISSUE_NOT_REGISTERED = ("K374", Severity.ERROR)
    ANNOTATION_ON_SHEET = ("K375", Severity.WARNING)
    ANNOTATIONS_MANY = ("K376", Severity.WARNING)
    UNSEALED_NOT_COUNTED = ("K377", Severity.ERROR)
    SEAL_CONFIRMED = ("K378", Severity.NOTE)
    RETURN_SET_ASIDE = ("K379", Severity.NOTE)
    DECISION_IDLE = ("K380", Severity.WARNING)
    PARTS_MERGED = ("K381", Severity.WARNING)
    CHECK_ABORTED = ("K382", Severity.ERROR)
    MAIL_IS_SEALED = ("K383", Severity.ERROR)
    SHEET_HIDDEN = ("K384", Severity.WARNING)

    FIGURE_UNREADABLE = ("K401", Severity.ERROR)
    FIGURE_CONVERTED = ("K402", Severity.NOTE)
    FIGURE_TWO_DATA = ("K403", Severity.ERROR)
    FIGURE_APPROXIMATE = ("K404", Severity.ERROR)
    FIGURE_UNIT_DIFFERS = ("K405", Severity.ERROR)
    FIGURE_IS_DATE = ("K406", Severity.ERROR)
    FIGURE_DECIMAL_COMMA = ("K407", Severity.ERROR)
    FIGURE_NUMERAL = ("K408", Severity.ERROR)
    FIGURE_ERROR_VALUE = ("K409", Severity.ERROR)
    FIGURE_STATE = ("K410", Severity.WARNING)
    TARGET_PROPOSAL_UNREADABLE = ("K411", Severity.WARNING)
    FORMULA_WITHOUT_VALUE = ("K412", Severity.ERROR)
    FORMULA_ZERO = ("K413", Severity.ERROR)
    FORMULA_TYPED = ("K414", Severity.NOTE)
    BLANK_OR_ERROR = ("K415", Severity.ERROR)
    TEXT_NOT_COMPUTED = ("K416", Severity.WARNING)
    ZERO_UNCERTAIN = ("K417", Severity.WARNING)
    SHOWN_OTHERWISE = ("K418", Severity.WARNING)
    NEXT_KPI_UNCLEAR = ("K419", Severity.WARNING)
    DONE_HOW_OFTEN = ("K420", Severity.WARNING)
    TEXT_MISSING = ("K421", Severity.WARNING)
    TEXT_TOO_LONG = ("K422", Severity.WARNING)
    TEXT_SAME_AS_PRIOR = ("K423", Severity.NOTE)
    ACTIVITY_BLANK = ("K424", Severity.WARNING)
    ACTIVITY_PARTS_DIFFER = ("K425", Severity.NOTE)
    ACTIVITY_CHANGE_UNCLEAR = ("K426", Severity.ERROR)
    ACTIVITY_CHANGE_DIFFERS = ("K427", Severity.WARNING)
    READINGS_DIFFER = ("K429", Severity.ERROR)
    CHARACTERS_LEFT_OUT = ("K430", Severity.WARNING)
    STRUCK_OUT = ("K431", Severity.WARNING)
    NOT_SEEN = ("K432", Severity.WARNING)
    RESULT_STALE = ("K433", Severity.WARNING)
    ANNOTATION_ON_FIGURE = ("K434", Severity.WARNING)
    STROKE_OVER_VALUE = ("K435", Severity.WARNING)

    FIGURE_BLANK = ("K501", Severity.WARNING)
    OUT_OF_RANGE = ("K502", Severity.WARNING)
    NUMERATOR_EXCEEDS = ("K503", Severity.ERROR)
    RATE_DIFFERS = ("K504", Severity.WARNING)
    CHANGE_IS_LARGE = ("K505", Severity.WARNING)
    DENOMINATOR_ZERO = ("K506", Severity.WARNING)
    COUNT_MISSING = ("K507", Severity.WARNING)
    SUSPECT_SCALE = ("K508", Severity.WARNING)
    SAME_AS_PRIOR = ("K509", Severity.WARNING)
    DEFINITION_CHANGED = ("K510", Severity.WARNING)
    SIGN_DIFFERS = ("K511", Severity.WARNING)
    FIGURE_ADJUSTED = ("K512", Severity.NOTE)
    OWN_GRADE_DIFFERS = ("K513", Severity.WARNING)
    GRADE_OVERRIDDEN = ("K514", Severity.NOTE)
    ADJUSTED_WITHOUT_RETURN = ("K515", Severity.NOTE)
    ADJUSTMENT_CHANGES_NOTHING = ("K516", Severity.WARNING)
    ADJUSTMENT_OUT_OF_RANGE = ("K517", Severity.WARNING)
    GRADE_OVERRIDE_CHANGES_NOTHING = ("K518", Severity.WARNING)
    ADJUSTMENT_SUSPECT_SCALE = ("K519", Severity.WARNING)
    OTHER_PERIOD = ("K520", Severity.WARNING)
    DATE_WITHOUT_FORMAT = ("K521", Severity.WARNING)
    ADDED_FIGURE_BLANK = ("K522", Severity.WARNING)
    CONFIRMED_AS_IS = ("K530", Severity.NOTE)
    SETTLED_BY_ADJUSTMENT = ("K531", Severity.NOTE)

    def __init__(self, code: str, severity: Severity) -> None:
        self.code = code
        self.severity = severity


@dataclass(frozen=True)
class Place:
    """Where a finding points: file relative to the round, sheet and cell as the person sees them."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding; `details` fill the placeholders of its message and hint."""

    kind: FindingCode
    place: Place = Place()
    branch_code: str = ""
    kpi_code: str = ""
    details: Details = ()

    @property
    def severity(self) -> Severity:
        """The severity that the finding's code has."""
        return self.kind.severity

    def of(self, file: str, branch: str) -> "Finding":
        """The same about a branch's file, where its reader knew neither the file's name nor whose it is."""
        return replace(self, place=replace(self.place, file=file), branch_code=branch)

    def text(self, language: str) -> str:
        """The finding as one line in a language (`ja`, `en`): where, what was seen, what to do, its code."""
        from kpixl.locale.spoken import finding_text

        return finding_text(self, language)


def finding(
    kind: FindingCode, place: Place | None = None, *, branch: str = "", kpi: str = "", **details: Detail
) -> Finding:
    """Make a finding; `branch` and `kpi` are codes, `details` fill its sentences in any language."""
    return Finding(
        kind=kind, place=place or Place(), branch_code=branch, kpi_code=kpi, details=details_of(details)
    )


@dataclass(frozen=True, kw_only=True)
class RenderedFinding:
    """A finding in one language, as it stands on a sheet, in a terminal line or in `--json`."""

    code: str
    severity: Severity
    file: str
    sheet: str
    cell: str
    branch: str
    kpi: str
    message: str
    hint: str


def has_errors(findings: "list[Finding] | tuple[Finding, ...]") -> bool:
    """True when any finding is an error."""
    return any(item.severity is Severity.ERROR for item in findings)
