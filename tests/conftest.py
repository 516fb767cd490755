"""Options and fixtures that the tests of workbooks and commands share.

Imports stand inside the fixtures, so that a fault in one workbook does not stop the tests of the rules.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from click.testing import Result

    from tests.builders import Round

ROOT = Path(__file__).parents[1]

# The same examples in every run: whoever changes something sees what the change does. `.ci/long` searches
# freely. No deadline: a slow machine is no fault of the rules.
settings.register_profile("fixed", deadline=None, derandomize=True, database=None)
settings.register_profile("free", deadline=None, max_examples=2000)
settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        default=False,
        help="write tests/golden/ again from what is built",
    )
    parser.addoption(
        "--kpis",
        type=int,
        default=4,
        help="KPIs of the generated round of 47 branches",
    )


@pytest.fixture(scope="session", autouse=True)
def _no_spare_workers() -> "Iterator[None]":
    """Worker processes end with the tests: what they ran counts as covered once they have said so."""
    yield
    from kpixl.files.workers import close_spares

    close_spares()


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True where the goldens shall be written anew."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def run() -> "Callable[..., Result]":
    """Run `kpixl` with arguments, in Japanese unless told otherwise, stdout and stderr apart."""
    from click.testing import CliRunner

    from kpixl.cli import cli

    def invoke(*arguments: object, lang: str = "ja") -> "Result":
        return CliRunner().invoke(cli, ["--lang", lang, *map(str, arguments)])

    return invoke


@pytest.fixture(scope="session")
def forty_seven(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary of a generated round of 47 branches, few KPIs and three years; to be read only."""
    from kpixl.jobs.consolidate import consolidate
    from kpixl.jobs.summarize import summarize
    from tests.bench.big_round import make_big_round

    round_ = make_big_round(
        tmp_path_factory.mktemp("forty_seven"), kpis=request.config.getoption("--kpis"), years=3
    )
    consolidate(round_.path)
    return summarize(round_.path).path


@pytest.fixture
def filled_round(tmp_path: Path) -> "Round":
    """The small round with two of three branches returned."""
    from tests.builders import fill_round, make_round

    round_ = make_round(tmp_path)
    fill_round(round_)
    return round_


@pytest.fixture(scope="session")
def worked_rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked rounds, built from the published figures into a temporary folder."""
    from tests.builders import load_script

    folder = tmp_path_factory.mktemp("worked")
    script = load_script(ROOT / "workbooks" / "build.py")
    for year in ("2023", "2024", "2025"):
        script.build_round(year, folder)
    return folder
