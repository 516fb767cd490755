"""The round's key: what stands in its place is the key, is none, or cannot be told just now."""

import sys

import pytest

from kpixl.files.seal_key import read_seal_key
from kpixl.model.errors import InputFileError


def test_without_a_file_there_is_no_key(tmp_path):
    assert read_seal_key(tmp_path / "seal.key") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives links to administrators alone")
def test_a_key_on_a_drive_that_is_gone_is_not_lost(tmp_path):
    (tmp_path / "seal.key").symlink_to(tmp_path / "drive" / "seal.key")
    with pytest.raises(FileNotFoundError):
        read_seal_key(tmp_path / "seal.key")


def test_a_folder_in_the_keys_place_is_no_key(tmp_path):
    (tmp_path / "seal.key").mkdir()
    with pytest.raises(InputFileError) as caught:
        read_seal_key(tmp_path / "seal.key")
    assert caught.value.key == "error.seal_key_invalid"
