"""Nothing from a file reaches a terminal raw."""

import json

import pytest

from kpixl.model.printable import escaped, printable, printable_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00", "␀"),
        ("\x1b[2J", "␛[2J"),
        ("\x1f", "␟"),
        ("\x7f", "␡"),
        ("\x80", "<U+0080>"),
        ("\x9f", "<U+009F>"),
        ("a\u202eb", "a<U+202E>b"),
        ("\u2066", "<U+2066>"),
        ("\ud800", "<U+D800>"),
        ("62\u00ad.2", "62<U+00AD>.2"),
        ("a\r\n\tb", "a␍␊␉b"),
        ("宮崎 ～\u00a0\u3000", "宮崎 ～\u00a0\u3000"),
        (" !~", " !~"),
    ],
)
def test_what_would_move_the_cursor_or_is_not_seen_is_a_sign(text, shown):
    assert printable(text) == shown


def test_a_text_of_several_lines_keeps_its_lines_and_tabs_alone():
    assert printable_lines("a\tb\nc\r\x0b\x1b\u200f") == "a\tb\nc␍␋␛<U+200F>"


def test_json_keeps_its_meaning_and_its_lines():
    text = '{\n\t"a": "\u202e\x9b"\n}'
    assert escaped(text) == '{\n\t"a": "\\u202e\\u009b"\n}'
    assert json.loads(escaped(text)) == json.loads(text)
