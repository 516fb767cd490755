"""Why a text is no target in the target language."""

from enum import StrEnum


class TargetFault(StrEnum):
    """Why a text is no target; names of texts in the catalogues."""

    UNREADABLE = "unreadable"
    UNIT = "unit"  # another unit than the KPI's, or two different ones
    DIRECTION = "direction"  # not the KPI's
    TWO_DIRECTIONS = "two_directions"
    MIXED_STRICT = "mixed_strict"  # 以上 and 超 in one target
    YEARS = "years"  # a mean of 1 or of 11 years
    TWO_TARGETS = "two_targets"  # where there is room for one
    OTHER_INDICATOR = "other_indicator"
    SHARED = "shared"  # one target for what may be two indicators
    WITHIN_INDICATOR = "within_indicator"  # what would be the indicator holds a target itself
    PER_PERIOD = "per_period"  # 月10回以上 of a figure of the year: a rate per month is no total
    HOW_OFTEN = "how_often"  # 10以上 of a thing to be done: in a year, or in every month?
    OTHER_PERIOD = "other_period"  # every day, every week, every other month
    POINTS_OR_PERCENT = "points_or_percent"  # a rate plus 1％: 1 point, or times 1.01?
    SPAN = "span"  # 60～70
    APPROXIMATE = "approximate"  # 概ね60
    OTHER_PAST = "other_past"  # 前年同月
    OWN_ROUND = "own_round"  # 全支部の平均 is known when all have returned
    WHICH_MEAN = "which_mean"  # 平均以上: of the nation, or of some years?
    QUOTED_YEAR = "quoted_year"  # 前年度以上（R5年度実績：78.1％）, where R6 is last year
    RANK = "rank"  # 10位以内
    DEADLINE = "deadline"  # 9月末までに
    UNDECIDED = "undecided"  # 未定
    WAY_OF_COUNTING = "way_of_counting"  # 累計100件: what is counted stands in the indicator
    NO_PAST = "no_past"  # 半減: of what?
    PERCENT_OF_PRIOR = "percent_of_prior"  # 前年度比5％以上: 5% of it, or 5% more?


class TargetError(ValueError):
    """The text is no target in the target language."""

    fault = TargetFault.UNREADABLE

    def __init__(self, text: str, fault: TargetFault | None = None) -> None:
        super().__init__(text)
        self.fault = fault or type(self).fault


class TargetUnitError(TargetError):
    """The target names a unit that is not the KPI's."""

    fault = TargetFault.UNIT


class TargetDirectionError(TargetError):
    """The target says 以上 where the KPI's direction is 以下, or the reverse."""

    fault = TargetFault.DIRECTION
