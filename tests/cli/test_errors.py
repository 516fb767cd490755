"""Exit codes and sentences: a locked output, a crash, wrong usage, an interruption."""

import os

import pytest

from kpixl.files import workers
from tests.builders import LOCK, digests, make_round

WRITES = {"consolidate": "master.xlsx", "summarize": "summary.xlsx"}


@pytest.mark.parametrize("command", WRITES)
def test_an_output_that_excel_has_open_is_a_sentence_and_stays(filled_round, run, command, monkeypatch):
    # Windows refuses to replace a file that is open; here the replacing refuses in its stead.
    run("consolidate", filled_round.path)
    target = filled_round.path / WRITES[command]
    target.write_bytes(target.read_bytes() + b"an earlier one") if target.exists() else target.touch()
    before = digests(filled_round.path)

    def refuse(*_paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    result = run(command, filled_round.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == (
        f"{target} に書き込めません。Excel やほかのプログラムで開いていれば閉じ、"
        "フォルダーに書き込む権限があることを確かめて、もう一度実行してください。"
    )
    assert digests(filled_round.path) == before


@pytest.mark.parametrize("command", WRITES)
def test_a_folder_in_the_outputs_place_is_a_sentence(filled_round, run, command):
    if command == "summarize":
        run("consolidate", filled_round.path)
    target = filled_round.path / WRITES[command]
    target.mkdir()
    result = run(command, filled_round.path, lang="en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith(f"{target} cannot be written")
    assert "Traceback" not in result.stderr
    assert (
        sorted(
            path.name
            for path in filled_round.path.iterdir()
            if path.name.startswith(".") and path.name != LOCK
        )
        == []
    )


@pytest.mark.parametrize(
    ("command", "job"),
    [
        ("init", "initialize.initialize"),
        ("check", "check.check"),
        ("distribute", "distribute.distribute"),
        ("consolidate", "consolidate.consolidate"),
        ("summarize", "summarize.summarize"),
        ("demo", "demo.demo"),
    ],
)
def test_a_crash_exits_one_with_a_sentence_and_a_traceback_only_on_request(
    tmp_path, run, command, job, monkeypatch
):
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("boom {curly}")

    monkeypatch.setattr(f"kpixl.jobs.{job}", fail)
    result = run(command, tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "想定外の誤りで終わりました（RuntimeError: boom {curly}）。"
        "もう一度 --debug を付けて実行し、表示された記録を添えて知らせてください。\n"
    )
    debugged = run("--debug", command, tmp_path, lang="en")
    assert (debugged.exit_code, debugged.stdout) == (1, "")
    assert "Traceback (most recent call last)" in debugged.stderr
    assert 'raise RuntimeError("boom {curly}")' in debugged.stderr
    assert debugged.stderr.splitlines()[-1].startswith(
        "kpixl stopped on an unexpected error (RuntimeError: boom"
    )


def test_what_the_readers_of_files_print_is_shown_on_request_alone(filled_round, run, monkeypatch, capfd):
    monkeypatch.setattr(workers, "_BEGIN", "import os; os.write(2, b'panicked at');" + workers._BEGIN)
    monkeypatch.setattr(workers, "_spare", [])  # those were begun without it
    assert run("status", filled_round.path).exit_code == 0
    assert capfd.readouterr().err == ""
    assert run("--debug", "status", filled_round.path).exit_code == 0
    assert "panicked at" in capfd.readouterr().err
    workers.close_spares()


def test_an_interruption_exits_one(tmp_path, run, monkeypatch):
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kpixl.jobs.consolidate.consolidate", interrupt)
    result = run("consolidate", make_round(tmp_path).path)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "\n中断しました。\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("check", "--nonsense"),
        ("check", "a", "b"),
        ("distribute", "--branch"),
        ("init", "x", "--language", "fr"),
    ],
)
def test_wrong_usage_exits_two(run, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


def test_an_unknown_language_is_wrong_usage(run):
    assert run("check", lang="fr").exit_code == 2


@pytest.mark.parametrize(
    ("lang", "codes"), [("ja", "終了コード：0 問題なし"), ("en", "Exit codes: 0 all clear")]
)
def test_the_help_lists_the_exit_codes_and_every_command(run, lang, codes):
    result = run("--help", lang=lang)
    assert result.exit_code == 0
    text = "".join(result.stdout.split())
    assert "".join(codes.split()) in text
    for command in ("init", "check", "distribute", "consolidate", "summarize", "demo"):
        assert command in result.stdout
        assert run(command, "--help", lang=lang).exit_code == 0


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"KPIXL_LANG": "ja"}, "がありません"),
        ({"KPIXL_LANG": "en", "LANG": "ja_JP.UTF-8"}, "There is no"),
        ({"LC_ALL": "ja_JP.UTF-8"}, "がありません"),
        ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, "がありません"),
        ({"LC_ALL": "C.UTF-8"}, "There is no"),
        ({"LC_ALL": "de_DE.UTF-8"}, "There is no"),
    ],
)
def test_without_lang_the_environment_decides(tmp_path, environment, word, monkeypatch):
    from click.testing import CliRunner

    from kpixl.cli import cli

    for name in ("KPIXL_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(cli, ["check", str(tmp_path)])
    assert result.exit_code == 2
    assert word in result.stderr
