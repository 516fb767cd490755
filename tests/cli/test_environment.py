"""What the surroundings of a command do to it: each has its sentence and exit code."""

import errno
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import LOCK, Round, all_actuals, digests, fill_return, make_round
from tests.killing import leftovers, run_until, steps_of

ROOT = Path(__file__).parents[2]
MAIN = [sys.executable, "-c", "from kpixl.cli import main; main()", "--lang", "ja"]


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return make_round(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
@pytest.mark.parametrize(
    ("command", "code", "written"),
    [
        ("run .", 3, {"master.xlsx", "summary.xlsx"}),
        ("consolidate . --json", 3, {"master.xlsx"}),
        ("status . --remind", 0, {"drafts/02_函館_FY2024_催促.eml"}),
        ("explain . 01 checkup_rate --json", 0, set()),
    ],
)
@pytest.mark.parametrize("at_once", ["", "1"])
def test_what_was_promised_is_written_although_nobody_reads_on(round_, run, command, code, written, at_once):
    fill_return(round_, "01", all_actuals() | {("claim_days", "actual"): "約7"})
    if command.startswith("explain"):
        run("consolidate", round_.path)
    script = f"{shlex.join(MAIN)} {command} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], stderr=subprocess.PIPE, check=False, cwd=round_.path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": at_once},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr
    assert written <= digests(round_.path).keys()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("run . >/dev/full", 2, "続けられません（No space left on device）"),
        ("run . 2>/dev/full", 3, "① 差戻しの支部"),
        ("run . >&-", 3, "[K404]"),
        ("run . 2>&-", 3, "① 差戻しの支部"),
        ("--help >/dev/full", 2, "続けられません（No space left on device）"),
        ("run --help >/dev/full", 2, "続けられません（No space left on device）"),
    ],
)
def test_where_a_stream_takes_nothing_the_other_one_says_what_there_is_to_say(round_, arguments, code, said):
    fill_return(round_, "01", all_actuals() | {("claim_days", "actual"): "約7"})
    redirected = f"{shlex.join(MAIN)} {arguments}"
    done = subprocess.run(
        ["bash", "-c", redirected], cwd=round_.path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stdout + done.stderr
    assert round_.summary.is_file() == ("--help" not in arguments)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking")
@pytest.mark.parametrize("kind", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("imports", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_an_interrupt_at_any_moment_is_no_crash_and_leaves_nothing_half_done(
    tmp_path, round_, kind, imports, share
):
    steps = steps_of("status", make_round(tmp_path, name="whole").path, "--remind", imports=imports)
    before = digests(round_.path)
    # From the first module after kpixl.cli on; until kpixl hears signals SIGTERM ends it like any process.
    step = max({"SIGINT": 3, "SIGTERM": 12}[kind] if imports else 1, round(share * steps))
    done = run_until(step, "status", round_.path, "--remind", kind=kind, imports=imports)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "中断しました。" in done.stderr
    assert leftovers(round_.path) == []
    # What was made and taken back again is known as made. The three drafts come together, all or none.
    found = digests(round_.path, "history/written.csv")
    drafts = {path for path in found if path.startswith("drafts/")}
    assert len(drafts) in (0, 3)
    assert {path: found[path] for path in found.keys() - drafts} == before


# ── what the system refuses ────────────────────────────────────────────────────────────────────────────
DENIED = PermissionError(errno.EACCES, "Permission denied", "plan.xlsx")
LIBRARY = ImportError("DLL load failed while importing _multiarray_umath")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "続けられません（Too many open files）"),
        (OSError(errno.ENOSPC, "No space left", "a"), "続けられません（No space left: a）"),
        (MemoryError(), "続けられません（MemoryError）"),
        (RuntimeError("can't start new thread"), "続けられません（can't start new thread）"),
        (LIBRARY, "続けられません（DLL load failed while importing _multiarray_umath）"),
        (DENIED, "plan.xlsx を読む権限がないか、ほかのプログラムがつかんでいます（Permission denied）"),
        (OSError(errno.ENAMETOOLONG, "", "x" * 300), f"{'x' * 120}… は名前か場所が長すぎて"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "続けられません（File name too long）"),
    ],
)
def test_a_machine_that_cannot_go_on_is_a_sentence_and_nothing_is_written(
    round_, run, monkeypatch, error, sentence
):
    import kpixl.jobs.consolidate as job

    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(job, "load_round", fail)
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert not round_.master.exists()


def test_a_library_of_another_version_is_no_fault_of_the_machine(round_, run, monkeypatch):
    import kpixl.jobs.consolidate as job

    def fail(*_arguments: object) -> None:
        raise ImportError("cannot import name 'load_workbook' from 'python_calamine'")

    monkeypatch.setattr(job, "load_round", fail)
    result = run("consolidate", round_.path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "ImportError: cannot import name 'load_workbook' from 'python_calamine'" in result.stderr
    assert not round_.master.exists()


def bound_by_rights(*arguments: object, **settings: object) -> "subprocess.CompletedProcess[str]":
    """Run kpixl as somebody whom the rights of files bind; an administrator is made one."""
    before = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("rights do not bind this user")
        before = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    return subprocess.run(
        [*before, *MAIN, *map(str, arguments)], capture_output=True, text=True, check=False, **settings
    )  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("plan.xlsx", "check"),
        ("outbox/register.csv", "consolidate"),
        ("seal.key", "consolidate"),
        ("inbox", "run"),
        ("inbox/九州", "consolidate"),
        ("inbox/九州", "distribute --force"),
        ("master.xlsx", "summarize"),
        ("master.xlsx", "consolidate"),
        ("outbox/45_宮崎_FY2024.xlsx", "status --remind"),
        (".", "check"),
    ],
)
def test_what_may_not_be_read_is_named_and_nothing_is_written(round_, run, name, command):
    run("distribute", round_.path)
    run("consolidate", round_.path)
    fill_return(round_, "01", all_actuals(), folder=round_.inbox / "九州")
    before, path = digests(round_.path), round_.path / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        verb, *options = command.split()
        done = bound_by_rights(verb, round_.path, *options)
    finally:
        path.chmod(mode)
    assert (done.returncode, done.stdout) == (2, "")
    named = round_.plan_path if name == "." else path
    assert f"{named} を読む権限がないか、ほかのプログラムがつかんでいます" in done.stderr
    assert digests(round_.path) == before


@pytest.fixture(scope="module")
def round_with_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that was consolidated twice, frozen, and has sent a return back."""
    made = make_round(tmp_path_factory.mktemp("history"))
    for actual in (None, 50, 60):
        if actual:
            fill_return(made, "01", all_actuals(actual) | {("claim_days", "actual"): "約7"})
        for command in ("run", "freeze") if actual else ("distribute",):
            subprocess.run([*MAIN, command, str(made.path)], capture_output=True, check=False)
    replaced = made.path / "history" / "replaced" / "0002"
    (replaced / "sendback").mkdir()
    (replaced / "sendback" / "01_訂正1.xlsx").touch()
    (made.path / "report.docx").touch()
    return made.path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("name", "mode", "command"),
    [
        ("history/frozen", 0, "consolidate"),
        ("history/frozen/*_2", 0, "run"),
        ("history/frozen/*_2/inputs.json", 0, "status"),
        ("history/frozen/*_2/master.xlsx", 0, "consolidate"),
        ("history/replaced/0002", 0, "undo"),
        ("history/replaced/0002/sendback", 0, "undo"),
        ("report.docx", 0, "report --branch 01"),
        # What stands there is known by its name, and found only where the folder is listed.
        ("outbox", 0o300, "distribute --force"),
        ("sendback", 0o300, "sendback"),
    ],
)
def test_what_may_not_be_listed_is_not_passed_over_as_if_nothing_stood_there(
    round_with_history, tmp_path, name, mode, command
):
    folder = shutil.copytree(round_with_history, tmp_path / "round")
    (path,) = folder.glob(name)
    before, usual = digests(folder), path.stat().st_mode
    path.chmod(mode)
    try:
        verb, *options = command.split()
        done = bound_by_rights(verb, folder, *options)
    finally:
        path.chmod(usual)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{path}" in done.stderr
    assert "を読む権限がないか、ほかのプログラムがつかんでいます" in done.stderr
    assert digests(folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_round_for_reading_only_is_said_with_its_folder_and_can_be_looked_at(round_with_history, tmp_path):
    folder = shutil.copytree(round_with_history, tmp_path / "round")
    before = digests(folder)
    (folder / LOCK).chmod(0o444)
    folder.chmod(0o555)
    try:
        writing, reading = (bound_by_rights(command, folder) for command in ("run", "status"))
    finally:
        folder.chmod(0o755)
    assert (writing.returncode, writing.stdout) == (2, "")
    assert (
        f"収集のフォルダー {folder} に書き込めません（Permission denied）。何も書いていません。"
        in writing.stderr
    )
    assert (reading.returncode, digests(folder)) == (0, before)


@pytest.mark.parametrize(
    ("name", "megabytes", "command", "sentence"),
    [
        ("outbox/register.csv", 101, "consolidate", "（101 MB、上限 100 MB）"),
        ("master.xlsx", 501, "summarize", "（501 MB、上限 500 MB）"),
        ("plan.xlsx", 501, "check", "（501 MB、上限 500 MB）"),
        ("seal.key", 501, "consolidate", "封印の鍵として読めません"),
    ],
)
def test_a_file_of_absurd_size_is_not_read(round_, run, name, megabytes, command, sentence):
    path = round_.path / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        stream.truncate(megabytes * 1024 * 1024)
    result = run(command, round_.path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says that there is no such folder")
@pytest.mark.parametrize("command", [("check",), ("init",), ("consolidate",)])
def test_a_path_that_is_too_long_is_a_sentence(tmp_path, run, command):
    result = run(*command, tmp_path / ("あ" * 300))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "名前か場所が長すぎて、このパソコンでは使えません" in result.stderr


@pytest.mark.parametrize("name", ["gone", "x" * 300])
def test_without_a_folder_for_temporary_files_the_run_is_whole(round_, tmp_path, name):
    fill_return(round_, "01", all_actuals())
    place = str(tmp_path / name)
    done = subprocess.run(
        [*MAIN, "run", str(round_.path)], capture_output=True, check=False,
        env={**os.environ, "TMPDIR": place, "TEMP": place, "TMP": place},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert round_.summary.is_file()


# What a container without /dev/shm says to who asks for a semaphore.
_NO_SEMAPHORE = """
import _multiprocessing
def refuse(*arguments, **settings):
    raise OSError(38, "Function not implemented")
_multiprocessing.SemLock = refuse
"""


def test_without_shared_memory_the_round_is_whole(round_):
    code = f"{_NO_SEMAPHORE}\nfrom kpixl.cli import main; main()"
    for command in ("distribute", "run", "report"):
        done = subprocess.run(
            [sys.executable, "-c", code, "--lang", "ja", command, str(round_.path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        fill_return(round_, "01", all_actuals())
    assert round_.summary.is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limits")
def test_a_limit_of_memory_that_somebody_has_set_is_kept_by_the_readers(round_):
    import resource

    fill_return(round_, "01", all_actuals())
    limit = 700 * 1024 * 1024
    done = subprocess.run(
        [*MAIN, "consolidate", str(round_.path)], capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limits")
@pytest.mark.parametrize("handles", [6, 8, 10])
def test_where_no_more_files_can_be_opened_nothing_is_written(round_, handles):
    import resource

    fill_return(round_, "01", all_actuals())
    done = subprocess.run(
        [*MAIN, "run", str(round_.path)], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "Too many open files" in done.stderr
    assert "Traceback" not in done.stderr
    assert not round_.master.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limits")
@pytest.mark.parametrize("processes", [1, 3])
def test_where_no_process_can_be_started_nothing_is_written(round_, processes):
    if os.geteuid() != 0 or shutil.which("setpriv") is None or shutil.which("prlimit") is None:
        pytest.skip("needs an administrator, whom the limit itself does not bind")
    fill_return(round_, "01", all_actuals())
    # Somebody else, who may read and write everywhere: the limit counts the processes of one user.
    somebody = ["setpriv", "--reuid=54321", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    done = subprocess.run(
        [*somebody, "prlimit", f"--nproc={processes}", *MAIN, "run", str(round_.path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "続けられません" in done.stderr or "プロセスを起動できません" in done.stderr
    assert not round_.master.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_a_name_that_is_no_utf8_keeps_its_bytes_and_its_return_counts(round_):
    name = os.fsdecode("01_札幌.xlsx".encode("cp932"))
    fill_return(round_, "01", all_actuals(), name="a.xlsx").rename(round_.inbox / name)
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*MAIN, "run", str(round_.path)], capture_output=True, check=False, env=plain)
    assert done.returncode == 0, done.stderr
    assert [os.fsencode(path.name) for path in round_.inbox.iterdir()] == ["01_札幌.xlsx".encode("cp932")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know every name")
@pytest.mark.parametrize("command", ["distribute --force", "status --remind"])
def test_where_file_names_have_no_japanese_letters_that_is_said_and_nothing_is_written(
    round_with_history, tmp_path, command
):
    folder = shutil.copytree(round_with_history, tmp_path / "round")
    before = digests(folder)
    verb, *options = command.split()
    done = subprocess.run(
        [*MAIN[:-1], "en", verb, str(folder), *options], capture_output=True, text=True, check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "This computer's encoding of file names (ascii) has no such name as " in done.stderr
    assert "Set the environment variable PYTHONUTF8 to 1" in done.stderr
    assert digests(folder) == before


@pytest.mark.skipif(sys.platform != "linux", reason="a working folder cannot be removed elsewhere")
@pytest.mark.parametrize("command", ["check", "run", "demo x", "verify a.xlsx"])
def test_a_working_folder_that_is_gone_is_a_sentence(tmp_path, command):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); from kpixl.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--lang", "ja", *command.split()],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("今いるフォルダーがなくなっています")
