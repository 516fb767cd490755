"""A step for scripts: a master's assessments as a pandas table, in the words of programs or of planners."""

from collections.abc import Iterable

import pandas as pd

from kpixl.locale import catalogue, translate
from kpixl.model.assessment import Assessment
from kpixl.model.plan import Plan
from kpixl.rules.assessment.data_frame import assessments_frame

# Columns whose values are words of a closed list, each with its group in the catalogue.
_WORDS = {"judgement": "judgement", "actual_state": "state", "target_kind": "target_kind"}


def to_frame(plan: Plan, assessments: Iterable[Assessment], language: str) -> pd.DataFrame:
    """The assessments as a table: with keys for `en`, with labels and words of the sheet データ for `ja`.

    Raises:
        ValueError: there is no such language.
    """
    if language not in ("en", "ja"):
        raise ValueError(f"language must be 'en' or 'ja', not {language!r}")
    frame = assessments_frame(plan, assessments, translate)
    if language == "en":
        return frame
    words = catalogue(language)
    told = {
        key: frame[key].map(words.group(f"word.{group}")).astype("string") for key, group in _WORDS.items()
    }
    return frame.assign(**told).rename(columns={key: words(f"column.{key}") for key in frame})
