"""Wrong usage is told in the reader's language, with what was perhaps meant; `--lang` stands anywhere."""

import pytest
from click.testing import CliRunner

from kpixl.cli import cli
from kpixl.cli.reader import typed_language


@pytest.mark.parametrize(
    ("arguments", "ja", "en"),
    [
        (["nonsense"], "「nonsense」というコマンドはありません。", "There is no command nonsense."),
        (
            ["chek"],
            "「chek」というコマンドはありません。もしかすると：check",
            "There is no command chek. Perhaps: check",
        ),
        (
            ["check", "--jsn"],
            "「--jsn」というオプションはありません。もしかすると：--json",
            "There is no option --jsn. Perhaps: --json",
        ),
        (["check", "a", "b", "c"], "余分な指定があります：b c", "This command does not take: b c"),
        (["distribute", "--branch"], "--branch には値が要ります。", "--branch needs a value."),
        (["check", "--json=3"], "--json は値を取りません。", "--json takes no value."),
        (
            ["init", "x", "--language", "fr"],
            "--language には次のどれかを指定します：ja / en",
            "--language must be one of: ja / en",
        ),
        (
            ["status", "--jobs", "二つ"],
            "--jobs には 1 以上の整数を指定します。",
            "--jobs must be a whole number of 1 or more.",
        ),
        (
            ["run", "--jobs", "0"],
            "--jobs には 1 以上の整数を指定します。",
            "--jobs must be a whole number of 1 or more.",
        ),
        (["init"], "DIR がありません。指定してください。", "DIR is missing."),
        (["rollover", "x"], "--out がありません。指定してください。", "--out is missing."),
        (["--nonsense"], "「--nonsense」というオプションはありません。", "There is no option --nonsense."),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_wrong_usage_is_one_sentence_in_the_readers_language(run, arguments, ja, en, language):
    result = run(*arguments, lang=language)
    usage, more, *sentence = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (2, "")
    assert usage.startswith({"ja": "使い方： ", "en": "Usage: "}[language])
    assert more.endswith({"ja": " --help を見てください。", "en": " --help"}[language])
    assert sentence == [{"ja": ja, "en": en}[language]]


def test_no_word_of_clicks_own_is_in_the_japanese_help(run):
    for command in ("", "check", "rollover", "summarize", "verify"):
        text = run(*([command] if command else []), "--help").stdout
        for word in ("Usage:", "Options:", "Commands:", "Arguments:", "Show this message", "required"):
            assert word not in text, (command, word)


def test_the_bare_command_shows_the_help_and_counts_as_wrong_usage(run):
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "終了コード：0 問題なし" in result.stderr


@pytest.mark.parametrize("command", ["check", "status", "consolidate", "sendback", "distribute"])
def test_the_language_may_stand_after_the_command(tmp_path, command):
    before = CliRunner().invoke(cli, ["--lang", "en", command, str(tmp_path)])
    after = CliRunner().invoke(cli, ["--lang", "ja", command, "--lang", "en", str(tmp_path)])
    assert before.exit_code == 2
    assert "There is no" in before.stderr
    assert after.stderr == before.stderr


@pytest.mark.parametrize("language", [["--lang", "en"], ["--lang=en"]])
def test_the_language_counts_for_what_stands_before_it_and_is_wrong(language, monkeypatch):
    monkeypatch.setenv("KPIXL_LANG", "ja")
    result = CliRunner().invoke(cli, ["--lgo", "x.jsonl", *language, "check"])
    assert result.stderr.splitlines()[0].startswith("Usage: ")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["check"], None), (["--lang", "en", "check"], "en"), (["check", "--lang=ja"], "ja"),
        (["--lang"], None), (["--lang=fr", "check", "--lang", "ja"], "ja"),
    ],
)  # fmt: skip
def test_a_language_is_known_before_the_command_line_is_read(words, language):
    assert typed_language(words) == language


def test_the_summarys_language_stays_its_own(run):
    text = run("summarize", "--help").stdout
    assert text.count("--lang ") == 1
    assert "総括の言語" in text


@pytest.mark.parametrize("command", ["check", "status", "run", "freeze", "sendback", "summarize"])
def test_who_names_the_plan_for_its_round_is_told_that_a_round_is_a_folder(tmp_path, run, command):
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"")
    result = run(command, plan)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{plan} はフォルダーではありません")
