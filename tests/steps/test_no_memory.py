"""Where the machine has no memory left, no file is called damaged, and nothing of it is passed over."""

import importlib
from pathlib import Path
from xml.parsers.expat import ExpatError, XMLParserType

import pytest

from kpixl.books.reading.cell_details.xml import feed
from kpixl.steps.read_file import read_path
from tests.builders import all_actuals, fill_return, make_round
from tests.carriers import Msg, make_mail, make_zip
from tests.messy.packing import packed, parts_of


def form(folder: Path) -> bytes:
    return fill_return(make_round(folder), "45", all_actuals()).read_bytes()


def odd_form(folder: Path) -> bytes:
    """With a comment in a sheet, so that the sheet is written anew."""
    parts = parts_of(form(folder))
    return packed(
        {name: part.replace(b"<sheetData>", b"<sheetData><!-- -->") for name, part in parts.items()}
    )


def mail(_folder: Path) -> bytes:
    return make_mail({"a.xlsx": b"x"}).as_bytes()


def outlook_mail(_folder: Path) -> bytes:
    return Msg(files={"a.xlsx": b"x", "b": Msg()}).build()


def archive(_folder: Path) -> bytes:
    return make_zip({"a.xlsx": b"x"})


def no_memory(*_arguments: object, **_settings: object) -> None:
    raise MemoryError


class Exhausted:
    """Stands for expat where malloc gives nothing: expat tells it like a fault of the text."""

    def Parse(self, *_arguments: object) -> None:  # noqa: N802 - expat's own
        error = ExpatError("out of memory: line 1, column 0")
        error.code = 1
        raise error


def exhausted(*_arguments: object, **_settings: object) -> Exhausted:
    return Exhausted()


LABEL = b"MSIP_Label_1_Name"


def labelled_form(folder: Path) -> bytes:
    parts = parts_of(form(folder))
    return packed(parts | {"docProps/custom.xml": b'<a name="%s">x</a>' % LABEL})


def exhausted_at_label(parser: XMLParserType, part: bytes) -> None:
    feed(Exhausted() if LABEL in part else parser, part)


READING = "kpixl.books.reading"
CARRIERS = "kpixl.files.carriers"


@pytest.mark.parametrize(
    ("name", "make", "function", "failing"),
    [
        ("a.xlsx", form, f"{READING}.cells:_rows", no_memory),
        ("a.xlsx", form, f"{READING}.cell_details.read:read_xlsx", no_memory),
        ("a.xlsx", form, f"{READING}.cell_details.xml:ParserCreate", exhausted),
        ("a.xlsx", odd_form, f"{READING}.preflight.canonical:ParserCreate", exhausted),
        ("a.xlsx", labelled_form, f"{READING}.cell_details.xml:feed", exhausted_at_label),
        ("a.eml", mail, f"{CARRIERS}.eml:message_from_bytes", no_memory),
        ("a.eml", mail, f"{CARRIERS}.eml:_entry", no_memory),
        ("a.eml", mail, f"{CARRIERS}.eml:decode_header", no_memory),
        ("a.msg", outlook_mail, f"{CARRIERS}.msg:OleFileIO", no_memory),
        ("a.msg", outlook_mail, f"{CARRIERS}.msg:_string", no_memory),
        ("a.zip", archive, f"{CARRIERS}.zip:_archive", no_memory),
        ("a.zip", archive, f"{CARRIERS}.zip:_read", no_memory),
    ],
)
def test_it_is_told_as_such_by_every_reader(tmp_path, monkeypatch, name, make, function, failing):
    path = tmp_path / name
    path.write_bytes(make(tmp_path))
    module, _, called = function.partition(":")
    monkeypatch.setattr(importlib.import_module(module), called, failing)
    with pytest.raises(MemoryError):
        read_path(path, tmp_path, ())
