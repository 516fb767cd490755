"""The language that the reader of a message wants, from what the machine says."""

import locale

import pytest

from kpixl.locale.language import detect_language


@pytest.mark.parametrize(
    ("known", "language"),
    [
        ({"KPIXL_LANG": "ja", "LC_ALL": "en_US.UTF-8"}, "ja"),
        ({"KPIXL_LANG": "en", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LC_ALL": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.SJIS"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_what_is_set_for_kpixl_counts_before_what_is_set_for_all(monkeypatch, known, language):
    for name in ("KPIXL_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    assert detect_language() == language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (("Japanese_Japan", "932"), "ja"),  # what a Japanese Windows says
        (("ja_JP", "UTF-8"), "ja"),
        (("English_United States", "1252"), "en"),
        ((None, None), "en"),
    ],
)
def test_without_any_setting_the_machines_own_language_counts(monkeypatch, said, language):
    for name in ("KPIXL_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: said)
    assert detect_language() == language
