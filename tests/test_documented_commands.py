"""Every command line of the pages is one that kpixl takes; those of the README run as they stand there."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kpixl.cli import cli
from kpixl.files import pdf

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "workbooks" / "README.md"])
FY2024 = ROOT / "workbooks" / "fy2024"


def lines_of_blocks(text: str) -> list[str]:
    """The kpixl commands of a page's blocks, without what is remarked on them."""
    blocks = re.findall(r"^```(?:console|sh)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.rpartition("&& ")[2] for block in blocks for line in block.splitlines()]
    return [re.split(r"\s+# ", line)[0].strip() for line in lines if line.startswith("kpixl ")]


def written_lines() -> list[tuple[str, str]]:
    """Page and command line: of its blocks, and of the code in its sentences."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        inline = re.findall(r"`(kpixl [a-z][^`\n]*)`", re.sub(r"\n", " ", prose))
        found += [(page.relative_to(ROOT).as_posix(), line) for line in {*lines_of_blocks(text), *inline}]
    return sorted(found)


@pytest.mark.parametrize(("page", "line"), written_lines())
def test_a_command_line_of_a_page_has_only_what_kpixl_takes(page, line):
    name, *words = shlex.split(line.removeprefix("kpixl "))
    context = click.Context(cli, info_name="kpixl")
    command = cli.get_command(context, name)
    assert command is not None, f"{page}: kpixl {name}"
    options = {option for item in command.params if isinstance(item, click.Option) for option in item.opts}
    assert {word for word in words if word.startswith("--")} - options - {"--help"} == set(), page


def test_the_commands_of_the_readme_run_in_their_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # The English README has the same ones: tests/test_docs.py.
    readme = (ROOT / "README.ja.md").read_text(encoding="utf-8")
    lines = [line for line in lines_of_blocks(readme) if "demo" not in line]
    shutil.copy(FY2024 / "inbox" / "45_宮崎_FY2024.xlsx", "届いた.xlsx")
    assert len(lines) > 12
    codes = {}
    for line in lines:
        arguments = shlex.split(line.removeprefix("kpixl "))
        if pdf.find_libreoffice() is None:
            arguments = [word for word in arguments if word != "--pdf"]
        result = CliRunner().invoke(cli, arguments)
        codes[line] = result.exit_code
        assert result.exit_code in (0, 3), (line, result.output)
        if arguments[0] == "init":  # the plan is filled in: branches, KPIs and targets of the worked round
            for name in ("plan.xlsx", "seal.key"):
                shutil.copy(FY2024 / name, Path("round2025", name))
        if arguments[0] == "distribute":
            for path in (FY2024 / "inbox").glob("*.xlsx"):
                shutil.copy(path, Path("round2025", "inbox"))
        if arguments[0] == "consolidate":
            shutil.copy(Path("round2025", "master.xlsx"), "old-master.xlsx")
    assert set(codes.values()) == {0}
