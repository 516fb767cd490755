"""The frozen states of a round: the newest one is read, and one that cannot be read is not passed over."""

import datetime as dt
from pathlib import Path

import pytest

from kpixl.files.frozen_states import _order, build_inputs, inputs_path, new_folder, read_frozen
from kpixl.model.errors import InputFileError
from kpixl.model.ledger import Disposition, Source
from kpixl.model.round import Round

DAY = dt.date(2025, 5, 30)
SOURCE = Source(
    file="inbox/45_宮崎.xlsx", sha256="5e", branch_code="45", issue="", modified=None,
    disposition=Disposition.ACCEPTED,
)  # fmt: skip


@pytest.fixture
def round_(tmp_path: Path) -> Round:
    return Round(tmp_path)


def _frozen(round_: Round, name: str, run_id: str = "run") -> Path:
    folder = round_.frozen / name
    folder.mkdir(parents=True)
    inputs_path(folder).write_bytes(build_inputs(DAY, run_id, "plan", [SOURCE]))
    return folder


def test_a_round_that_was_never_frozen_has_no_state(round_):
    assert read_frozen(round_) is None
    (round_.frozen / "2025-05-30").mkdir(parents=True)
    assert read_frozen(round_) is None


def test_a_state_says_its_day_its_run_and_what_it_saw(round_):
    folder = _frozen(round_, "2025-05-30")
    state = read_frozen(round_)
    assert state is not None
    assert (state.folder, state.day, state.run_id, state.hashes) == (folder, DAY, "run", {"5e"})
    assert state.master == folder / "master.xlsx"


def test_people_can_read_what_a_state_saw(round_):
    text = inputs_path(_frozen(round_, "2025-05-30")).read_text(encoding="utf-8")
    assert text == (
        '{\n "schema": "kpixl-frozen/1",\n "day": "2025-05-30",\n "run_id": "run",\n "plan": "plan",\n'
        ' "inputs": [\n  {\n   "file": "inbox/45_宮崎.xlsx",\n   "sha256": "5e",\n   "branch": "45",\n'
        '   "disposition": "accepted"\n  }\n ]\n}'
    )


def test_the_newest_state_counts_and_what_people_put_beside_it_does_not(round_):
    for number, name in enumerate(["2025-05-30", "2025-05-30_2", "2025-05-30_10", "2025-04-30_11"]):
        _frozen(round_, name, str(number))
    (round_.frozen / "控え").mkdir()
    (round_.frozen / "読んでください.txt").touch()
    state = read_frozen(round_)
    assert state is not None
    assert (state.folder.name, state.run_id) == ("2025-05-30_10", "2")


def test_a_day_and_its_states_stand_in_the_order_in_which_they_were_frozen():
    names = ["2025-05-30_10", "2025-05-30_2", "2025-05-30", "2025-04-30"]
    assert sorted(names, key=_order) == names[::-1]


def test_each_state_of_a_day_has_a_folder_of_its_own(round_):
    names = []
    for _time in range(3):
        folder = new_folder(round_, DAY)
        folder.mkdir(parents=True)
        names.append(folder.name)
    assert names == ["2025-05-30", "2025-05-30_2", "2025-05-30_3"]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"\xff\xfe", b"[]", b"{}"),
        b'{"day": "soon", "run_id": "1", "inputs": []}',
        b'{"day": "2025-05-30", "run_id": "1", "inputs": ["5e"]}',
    ],
)
def test_a_record_that_cannot_be_understood_is_said_with_its_place_and_no_earlier_one_is_taken(
    round_, content
):
    _frozen(round_, "2025-04-30")
    folder = _frozen(round_, "2025-05-30")
    inputs_path(folder).write_bytes(content)
    with pytest.raises(InputFileError) as caught:
        read_frozen(round_)
    assert caught.value.key == "error.frozen_invalid"
    assert caught.value.values == {"path": inputs_path(folder), "folder": folder}
    assert str(folder) in caught.value.text("ja")


def test_a_folder_in_the_records_place_is_no_record(round_):
    inputs_path(round_.frozen / "2025-05-30").mkdir(parents=True)
    with pytest.raises(InputFileError) as caught:
        read_frozen(round_)
    assert caught.value.key == "error.frozen_invalid"
