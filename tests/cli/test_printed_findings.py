"""Many findings in few lines: one line a cause, with its branches or cells; all of them on request."""

import ast
import re
from pathlib import Path

import click
import pytest

import kpixl.cli as cli_package
from kpixl.cli import cli
from kpixl.cli.group import COMMANDS
from kpixl.cli.output.cell_ranges import cell_ranges
from kpixl.cli.output.findings import FEW, MOST_CAUSES, finding_lines
from kpixl.locale import catalogue
from kpixl.model.finding import FindingCode, Place, finding
from kpixl.model.plan import Branch
from tests.bench.big_round import big_rows
from tests.builders import fill_return, make_round
from tests.rules.builders import make_kpi, make_plan
from tests.small_plan import plan_rows

JA = catalogue("ja")
BRANCHES = tuple(Branch(code=f"{number:02d}", name=f"支部{number:02d}") for number in range(1, 48))
PLAN = make_plan(make_kpi("rate", indicator="受診率"), branches=BRANCHES)


def blank(branch, cell="K8", kpi="rate"):
    place = Place(f"inbox/{branch}.xlsx", "記入シート", cell)
    return finding(FindingCode.FIGURE_BLANK, place, branch=branch, kpi=kpi)


def many(number=47):
    return [blank(branch.code) for branch in BRANCHES[:number]]


@pytest.mark.parametrize(
    ("cells", "ranges"),
    [
        ([], []),
        (["K8"], ["K8"]),
        (["K9", "K8", "K8"], ["K8:K9"]),
        (["K8", "K10"], ["K8", "K10"]),
        (["C4", "C5", "C6", "D4", "D5", "D6"], ["C4:D6"]),
        (["Z2", "AA2", "AB2"], ["Z2:AB2"]),
        (["C4", "C5", "D4"], ["C4:C5", "D4"]),
        (["", "行", "K8"], ["K8"]),
    ],
)
def test_cells_are_told_as_few_ranges(cells, ranges):
    assert cell_ranges(cells) == ranges


def test_few_findings_are_told_one_by_one():
    lines = finding_lines(many(FEW), PLAN, JA)
    assert len(lines) == FEW
    assert lines[0].startswith("！ 注意 inbox/01.xlsx 記入シート!K8 受診率: 実績が記入されていません。")


def test_many_of_one_cause_are_one_line_that_names_its_branches_and_what_to_do():
    line, all_ = finding_lines(many(), PLAN, JA)
    assert line == (
        "！ 注意 47 件　受診率　01 支部01 K8、02 支部02 K8、03 支部03 K8、04 支部04 K8、05 支部05 K8、"
        "06 支部06 K8、ほか 41：実績が記入されていません。支部に確かめてください。該当がなければ「-」、"
        "未確定なら「未確定」と記入します。 [K501]"
    )
    assert all_ == "・ 全部で 47 件を、原因ごとに 1 行にまとめました。1 件ずつ見るには --all を付けます。"


def test_all_of_them_are_told_on_request():
    lines = finding_lines(many(), PLAN, JA, everything=True)
    assert len(lines) == 47
    assert all(re.search(r"\[K501\]$", line) for line in lines)


def test_a_branch_with_several_cells_is_named_once():
    cells = [blank("01", f"K{row}", kpi="") for row in (8, 9, 10)] + many(10)
    assert "　01 支部01 K8:K10、02 支部02 K8、" in finding_lines(cells, PLAN, JA)[0]


def test_sentences_that_differ_are_one_line_with_an_example():
    items = [
        finding(FindingCode.RETURN_KPI_UNKNOWN, Place("inbox/a.xlsx"), branch="01", seen=f"kpi_{number}")
        for number in range(20)
    ]
    line, _all = finding_lines(items, PLAN, JA)
    assert line.startswith("！ 注意 20 件　01 支部01 20件：例 計画にない指標コード「kpi_0」の行があります。")


def test_two_causes_of_one_code_are_two_lines():
    items = [
        finding(FindingCode.RETURN_KPI_UNKNOWN, Place("inbox/a.xlsx"), branch="01", seen=f"kpi_{number % 2}")
        for number in range(20)
    ]
    assert len(finding_lines(items, PLAN, JA)) == 3


def quoting(count):
    """So many kinds of findings that say no more than what was seen."""
    texts = {kind: " ".join(JA.group(f"finding.{kind.code}").values()) for kind in FindingCode}
    kinds = [kind for kind, text in texts.items() if set(re.findall(r"\{(\w+)", text)) == {"seen"}]
    assert len(kinds) >= count
    return kinds[:count]


def test_more_causes_than_a_screen_holds_are_counted():
    kinds = quoting(MOST_CAUSES + 2)
    items = [finding(kind, Place("plan.xlsx"), seen="x") for kind in kinds for _twice in range(2)]
    lines = finding_lines(items, PLAN, JA)
    one, other = (kind.code for kind in kinds[MOST_CAUSES:])
    assert len(lines) == MOST_CAUSES + 2
    assert lines[-2:] == [
        f"・ ほかに：[{one}] 2 件、[{other}] 2 件",
        f"・ 全部で {len(items)} 件を、原因ごとに 1 行にまとめました。1 件ずつ見るには --all を付けます。",
    ]
    assert finding_lines(items[:-4], PLAN, JA) == [
        *lines[:MOST_CAUSES], lines[-1].replace(f"{len(items)} 件", f"{len(items) - 4} 件"),
    ]  # fmt: skip


def test_where_every_finding_has_its_own_cause_nothing_is_said_of_more():
    kinds = quoting(FEW + 1)
    lines = finding_lines([finding(kind, Place("plan.xlsx"), seen="x") for kind in kinds], PLAN, JA)
    assert [line.split("[")[-1] for line in lines] == [f"{kind.code}]" for kind in kinds]


def test_three_hundred_blank_targets_of_a_plan_are_one_line_with_their_area(tmp_path, run):
    rows = plan_rows()
    for row in rows["targets"]:
        for name in row:
            if name not in ("kpi_code", "indicator"):
                row[name] = ""
    round_ = make_round(tmp_path, targets=rows["targets"])
    grouped = run("check", round_.path)
    assert grouped.exit_code == 2
    first = grouped.stdout.splitlines()[0]
    assert first.startswith("× 誤り 15 件　plan.xlsx 目標!C2:E6："), first
    every = run("check", round_.path, "--all").stdout.splitlines()
    assert sum(line.endswith("[K116]") for line in every) == 15


def names_in_functions() -> dict[str, set[str]]:
    """Every function of kpixl.cli with the names that stand in it."""
    found: dict[str, set[str]] = {}
    for path in Path(cli_package.__file__).parent.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                names = {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}
                found.setdefault(node.name, set()).update(names)
    return found


def test_every_command_that_prints_findings_can_list_each_of_them():
    functions = names_in_functions()

    def reaches(name: str, seen: set[str]) -> bool:
        if name == "echo_findings":
            return True
        seen.add(name)
        return any(reaches(other, seen) for other in functions.get(name, set()) - seen)

    printing = {name for name in COMMANDS if reaches(name, set())}
    assert {"check", "distribute", "freeze", "rollover", "verify"} < printing
    context = click.Context(cli)
    for name in sorted(printing):
        command = cli.get_command(context, name)
        options = {text for parameter in command.params for text in parameter.opts}
        assert "--all" in options, name


def test_all_findings_of_a_single_file_are_told_on_request(tmp_path, run):
    rows, _figures = big_rows(1, 20, 2)
    round_ = make_round(tmp_path, **rows)
    typed = {(kpi.code, "actual"): "60.7％ 全国21位" for kpi in round_.plan.kpis}
    path = fill_return(round_, round_.plan.branches[0].code, typed)
    assert run("verify", path).stdout.count("[K403]") == 1
    assert run("verify", path, "--all").stdout.count("[K403]") == 20


def test_all_that_is_to_be_looked_at_in_next_years_plan_is_told_on_request(worked_rounds, tmp_path, run):
    grouped = run("rollover", worked_rounds / "fy2023", "--out", tmp_path / "grouped").stdout
    every = run("rollover", worked_rounds / "fy2023", "--out", tmp_path / "every", "--all").stdout
    assert "--all" in grouped
    assert "--all" not in every
    assert every.count("[K") > grouped.count("[K")
