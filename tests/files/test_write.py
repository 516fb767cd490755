"""The one writer: it replaces a file whole, or leaves the old one and nothing else behind."""

import ast
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpixl.files.atomic import is_held, why_not_writable, write_file
from kpixl.model.errors import OutputFileError

SOURCE = Path(__file__).parents[2] / "kpixl"
NOBODY = 65534

# What opens a file for writing, or puts one in a place. Making a folder is none of these.
WRITING_METHODS = frozenset(
    {
        *("write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "link_to"),
        *("to_csv", "to_excel", "to_json", "to_parquet", "to_pickle", "to_html", "tofile", "dump"),
        *("save", "save_as", "savefig", "export_html", "export_text", "extract", "extractall"),
        *("copy", "copy2", "copyfile", "copyfileobj", "copytree", "move", "make_archive"),
        *("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "fdopen"),
        *("rename", "renames", "ExcelWriter", "FileHandler"),
    }
)
OPENING = frozenset({"open"})
WORKBOOKS = frozenset({"Workbook"})
SAVING = frozenset({"save", "savefig"})


def _calls_that_write(source: str) -> list[tuple[int, str]]:
    """Line and name of every call in the source that could write a file."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        module = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        writes = name in WRITING_METHODS or (name == "replace" and module in ("os", "shutil"))
        writes &= module != "formatter"  # click's help formatter has a write_text of its own
        # The columns of a table for pandas have names, too.
        writes &= name != "rename" or all(keyword.arg != "columns" for keyword in node.keywords)
        # A package is a zip in memory: its `open` takes a part's name, and reads.
        opens = name in OPENING and module != "package"
        writes |= opens and _mode_writes(node, is_method=isinstance(node.func, ast.Attribute))
        # A picture and a document are saved, and a workbook is made, in memory only, never at a path.
        writes &= name not in SAVING or not _is_buffer(node)
        writes |= name in WORKBOOKS and not _is_buffer(node)
        if writes:
            found.append((node.lineno, name))
    return found


def _mode_writes(call: ast.Call, *, is_method: bool) -> bool:
    """True where the mode is one that writes, or cannot be told."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    at = 0 if is_method else 1
    mode = given[0] if given else (call.args[at] if len(call.args) > at else None)
    if mode is None:
        return False
    text = mode.value if isinstance(mode, ast.Constant) else None
    return not isinstance(text, str) or bool(set(text) & set("wax+"))


def _is_buffer(call: ast.Call) -> bool:
    given = call.args[0] if call.args else None
    name = given.attr if isinstance(given, ast.Attribute) else getattr(given, "id", "")
    return "buffer" in name


def test_nothing_but_the_writer_opens_a_file_for_writing():
    modules = sorted(SOURCE.rglob("*.py"))
    assert len(modules) > 50
    found = {
        module.relative_to(SOURCE).as_posix(): calls
        for module in modules
        if (calls := _calls_that_write(module.read_text(encoding="utf-8")))
    }
    assert {name for _line, name in found.pop("files/atomic.py")} == {"mkstemp", "open", "replace"}
    assert {name for _line, name in found.pop("files/moves.py")} == {"replace", "copy2"}
    assert {name for _line, name in found.pop("cli/events.py")} == {"open"}  # the log, which grows
    assert {name for _line, name in found.pop("cli/output/stream.py")} == {"open"}  # the null device
    assert {name for _line, name in found.pop("files/round_lock.py")} == {"write_text"}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'path.write_text("x")',
        'path.write_bytes(b"")',
        'open("x", "w")',
        'open("x", mode="ab")',
        'path.open("w", encoding="utf-8")',
        "path.open(mode=mode)",
        'frame.to_csv("x")',
        'book.save("x")',
        'Workbook("x.xlsx")',
        "Workbook()",
        'shutil.copy("a", "b")',
        'os.replace("a", "b")',
        'path.rename("b")',
    ],
)
def test_the_search_for_other_writers_finds_one(line):
    assert _calls_that_write(line)


@pytest.mark.parametrize(
    "line",
    [
        "frame.rename(columns=names)",
        'path.open("rb")',
        "path.open()",
        'open("x")',
        'text.replace("a", "b")',
        "Workbook(self._buffer, {})",
    ],
)
def test_the_search_for_other_writers_passes_over_readers(line):
    assert not _calls_that_write(line)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────
def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_and_its_folders_are_made(tmp_path):
    write_file(tmp_path / "a" / "b" / "out.bin", b"content")
    assert (tmp_path / "a" / "b" / "out.bin").read_bytes() == b"content"
    assert _names(tmp_path / "a" / "b") == ["out.bin"]


def test_an_existing_file_is_replaced_whole(tmp_path):
    target = tmp_path / "out.bin"
    target.write_bytes(b"a much longer content than the new one")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert _names(tmp_path) == ["out.bin"]


def test_the_old_file_is_replaced_and_not_written_into(tmp_path):
    # Whoever has the old file open goes on seeing the old content: nobody sees half of the new one.
    target = tmp_path / "out.bin"
    target.write_bytes(b"old")
    with target.open("rb") as reader:
        write_file(target, b"new")
        assert reader.read() == b"old"


def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path):
    write_file(tmp_path / "out.bin", b"")
    (tmp_path / "other").touch()
    mode = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("out.bin", "other")]
    assert mode[0] == mode[1]


def test_a_long_japanese_name_can_be_written(tmp_path):
    # Three bytes a character: the temporary file's name is longer still, and must fit in 255 bytes.
    name = "長" * 75 + ".xlsx"
    write_file(tmp_path / name, b"content")
    assert _names(tmp_path) == [name]


def test_a_folder_in_the_files_place_is_refused_and_leaves_nothing_behind(tmp_path):
    target = tmp_path / "master.xlsx"
    (target / "inside").mkdir(parents=True)
    with pytest.raises(OutputFileError) as caught:
        write_file(target, b"content")
    assert caught.value.values["path"] == target
    assert _names(tmp_path) == ["master.xlsx"]
    assert _names(target) == ["inside"]


def test_a_file_in_a_folders_place_is_refused_and_kept(tmp_path):
    (tmp_path / "round").write_bytes(b"a file")
    with pytest.raises(OutputFileError):
        write_file(tmp_path / "round" / "master.xlsx", b"content")
    assert (tmp_path / "round").read_bytes() == b"a file"
    assert _names(tmp_path) == ["round"]


def test_a_file_that_excel_has_open_is_kept_and_nothing_left_behind(tmp_path, monkeypatch):
    # Only Windows refuses to replace an open file; this is how it does.
    target = tmp_path / "master.xlsx"
    target.write_bytes(b"old")

    def refuse(*_paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputFileError) as caught:
        write_file(target, b"new")
    assert caught.value.key == "error.locked"
    assert caught.value.values == {"path": target}
    assert target.read_bytes() == b"old"
    assert _names(tmp_path) == ["master.xlsx"]


def _no_space(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_keeps_the_old_content_and_says_why(tmp_path, monkeypatch):
    target = tmp_path / "master.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", _no_space)
    with pytest.raises(OutputFileError) as caught:
        write_file(target, b"new content")
    assert (caught.value.key, caught.value.values) == ("error.disk_full", {"path": target})
    assert target.read_bytes() == b"old"
    assert _names(tmp_path) == ["master.xlsx"]


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder with a file in it that this process may not write to, even where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="kpixl-read-only-"))  # not below root's own temporary folder
    (folder / "master.xlsx").write_bytes(b"old")
    folder.chmod(0o555)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no read-only folders; the locked file stands for it")
def test_a_read_only_folder_keeps_its_content(read_only_folder):
    with pytest.raises(OutputFileError) as caught:
        write_file(read_only_folder / "master.xlsx", b"new")
    assert caught.value.key == "error.locked"
    assert (read_only_folder / "master.xlsx").read_bytes() == b"old"
    assert _names(read_only_folder) == ["master.xlsx"]
    with pytest.raises(OutputFileError):
        write_file(read_only_folder / "sub" / "master.xlsx", b"new")
    assert _names(read_only_folder) == ["master.xlsx"]


def test_a_folder_is_tried_and_left_as_it_was(tmp_path):
    assert why_not_writable(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
    assert why_not_writable(tmp_path / "none") == "No such file or directory"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_file_without_rights_counts_as_held(tmp_path):
    path = tmp_path / "file"
    path.touch(0o400)
    assert is_held(path)


def test_a_free_file_and_none_are_not_held_and_a_folder_is(tmp_path):
    (tmp_path / "file").touch()
    assert [is_held(tmp_path / name) for name in ("file", "none")] == [False, False]
    assert is_held(tmp_path)
