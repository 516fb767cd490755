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

Workbooks follow the plan's own language setting. ROUND may be left out where it stands in brackets: it is
then the folder you are in. `--help` says what this page says. With `NO_COLOR` in the environment nothing is
coloured.
""",
    "ja": """# コマンド

ブックの言葉は計画の設定によります。かっこの中の ROUND は省略でき、今いるフォルダーになります。
`--help` の内容と同じです。環境変数 `NO_COLOR` があるときは、色を付けません。
""",
}
HEADINGS = {"en": ("option", "what it does"), "ja": ("オプション", "働き")}
ENDING = {"en": "## Tab completion", "ja": "## Tabキーでの補完"}
GENERAL = {
    "en": """## Options of kpixl itself

They stand before the command, as in `kpixl --log steps.jsonl consolidate round2025`; `--lang` may stand after
it, too. Without `--lang` messages are in the language of `KPIXL_LANG`, or else of the computer.
""",
    "ja": """## kpixl 全体のオプション

`kpixl --log steps.jsonl consolidate round2025` のように、コマンドの前に書きます。
`--lang` は後でも構いません。`--lang` を省略すると、画面の言葉は `KPIXL_LANG`、それもなければパソコンの
設定によります。
""",
}
COMPLETION = {
    "en": "Bash, zsh and fish complete commands and options: put the line for yours into its start-up file.",
    "ja": "bash、zsh、fish では、次の行を起動ファイルに書くと、コマンドとオプションを補完します。",
}


def page(language: str) -> str:
    """The whole page of a language."""
    lines = [INTRODUCTION[language], help_text(language, "help.exit_codes"), "", GENERAL[language]]
    lines += [*_options(cli, None, "kpixl", language), ""]
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
    table = [*_options(command, context, name, language)]
    if table:
        yield ""
        yield from table


def _options(command: click.Command, parent: click.Context | None, name: str, language: str) -> Iterator[str]:
    """The table of a command's own options; nothing where it has none."""
    options = [item for item in command.params if isinstance(item, click.Option) and item.name != "spoken"]
    if options:
        first, second = HEADINGS[language]
        yield f"| {first} | {second} |"
        yield "|---|---|"
    for option in options:
        with click.Context(command, parent=parent, info_name=name) as inner:
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
    general = text.split("\n## ")[1]
    assert all(option in general for item in cli.params for option in item.opts)
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        section = text.split(f"## `kpixl {name}")[1].split("\n## ")[0]
        for item in command.params:
            if isinstance(item, click.Option) and item.name != "spoken":
                assert all(option in section for option in item.opts), (name, item.opts)
