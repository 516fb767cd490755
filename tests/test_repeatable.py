"""What is written depends on plan, returns and decisions alone: not on the machine, its settings, its clock.

Two runs that have everything else at once; `.ci/long repeatable` takes one at a time, and other Pythons.
"""

import sys

import pytest

from tests.builders import Round
from tests.repeating import Surroundings, outputs, prepared_round, timeless

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other zones and locales")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return prepared_round(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="module")
def once(prepared: Round, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return outputs(prepared, tmp_path_factory.mktemp("once"), Surroundings())


def test_neither_seed_nor_zone_nor_locale_nor_order_nor_workers_change_a_byte(prepared, once, tmp_path):
    elsewhere = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "COLUMNS": "40"}
    around = Surroundings(jobs=1, newest_first=True, environment=elsewhere)
    assert outputs(prepared, tmp_path, around) == once


def test_another_year_changes_nothing_but_what_tells_the_time(prepared, once, tmp_path):
    later = timeless(outputs(prepared, tmp_path, Surroundings(now="2031-02-28T23:30:00+00:00")))
    assert later == timeless(once)
    assert {"master.xlsx", "summary.xlsx", "next/plan.xlsx", "tables/findings.csv"} <= later.keys()
