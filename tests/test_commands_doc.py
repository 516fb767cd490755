"""docs/commands.md and docs/ja/commands.md say what `--help` says, of every command and every option.

`--update-golden` writes both pages again.
"""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kpixl.cli import cli
from kpixl.cli.group import COMMANDS
from kpixl.locale.help import help_text

ROOT = Path(__file__).parents[1]
PAGES = {"en": ROOT / "docs" / "commands.md", "ja": ROOT / "docs" / "ja" / "commands.md"}
INTRODUCTION = {
    "en": """# Commands

`--lang ja` or `--lang en`, before or after the command, sets the language of messages; without it kpixl
follows `KPIXL_LANG` or the computer's locale. Workbooks follow the plan's own language setting. ROUND may be
left out where it stands in brackets: it is then the folder you are in. `--help` says what this page says.
""",
    "ja": """# コマンド

`--lang ja` または `--lang en` は、コマンドの前でも後でも指定でき、画面の言葉を決めます。
省略すると `KPIXL_LANG`、それもなければパソコンの設定によります。ブックの言葉は計画の設定によります。
かっこの中の ROUND は省略でき、今いるフォルダーになります。`--help` の内容と同じです。
""",
}
HEADINGS = {"en": ("option", "what it does"), "ja": ("オプション", "働き")}
ENDING = {"en": "## Tab completion", "ja": "## Tabキーでの補完"}
COMPLETION = {
    "en": "Bash, zsh and fish complete commands and options: put the line for yours into its start-up file.",
    "ja": "bash、zsh、fish では、次の行を起動ファイルに書くと、コマンドとオプションを補完します。",
}


def page(language: str) -> str:
    """The whole page of a language."""
    lines = [INTRODUCTION[language], help_text(language, "help.exit_codes"), ""]
    for name in COMMANDS:
        lines += [*_command(name, language), ""]
    lines += [ENDING[language], "", COMPLETION[language], "", "```sh"]
    lines += [f'eval "$(_KPIXL_COMPLETE={shell}_source kpixl)"  # {shell}' for shell in ("bash", "zsh")]
    lines += ["_KPIXL_COMPLETE=fish_source kpixl | source  # fish", "```", ""]
    return "\n".join(lines)


def _command(name: str, language: str) -> Iterator[str]:
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    words = " ".join(item.metavar or "" for item in command.params if isinstance(item, click.Argument))
    yield f"## `{f'kpixl {name} {words}'.strip()}`"
    yield ""
    yield help_text(language, f"help.{name}.text")
    options = [item for item in command.params if isinstance(item, click.Option) and item.name != "spoken"]
    if options:
        first, second = HEADINGS[language]
        yield ""
        yield f"| {first} | {second} |"
        yield "|---|---|"
    for option in options:
        with click.Context(command, parent=context, info_name=name) as inner:
            record = option.get_help_record(inner)
        assert record is not None
        assert option.help is not None
        shown = record[0].replace("|", "\\|")  # a bar ends the cell of a table, in code too
        yield f"| `{shown}` | {help_text(language, option.help)} |"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_what_the_help_says(language, update_golden):
    if update_golden:
        PAGES[language].write_text(page(language), encoding="utf-8")
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("language", PAGES)
def test_every_command_and_option_is_on_the_page(language):
    text = PAGES[language].read_text(encoding="utf-8")
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        section = text.split(f"## `kpixl {name}")[1].split("\n## ")[0]
        for item in command.params:
            if isinstance(item, click.Option) and item.name != "spoken":
                assert all(option in section for option in item.opts), (name, item.opts)
