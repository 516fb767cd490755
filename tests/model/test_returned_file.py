"""The name of a file that came back, wherever it lay."""

import pytest

from kpixl.model.returned_file import ReturnedFile


@pytest.mark.parametrize(
    ("place", "name", "suffix"),
    [
        ("inbox/45_宮崎.xlsx", "45_宮崎.xlsx", ".xlsx"),
        ("inbox/古い\\45.XLSX", "45.XLSX", ".xlsx"),
        ("inbox/mail.eml!/提出/45.xls", "45.xls", ".xls"),
        ("inbox/45.xlsx.zip", "45.xlsx.zip", ".zip"),
        ("inbox/.xlsx", ".xlsx", ""),
        ("inbox/45", "45", ""),
        ("45.", "45.", "."),
    ],
)
def test_a_name_is_what_stands_behind_the_last_folder_and_its_ending_is_small(place, name, suffix):
    file = ReturnedFile(place=place, content=b"", sha256="s")
    assert (file.name, file.suffix) == (name, suffix)
