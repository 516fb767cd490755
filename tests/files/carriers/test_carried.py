"""The limits within which mails and archives are opened, each at its very edge."""

import datetime as dt

import pytest

from kpixl.files.carriers import carried
from kpixl.files.carriers.carried import CarrierError, LimitError, Meter, check_ratio, shown, utc
from kpixl.files.carriers.mbox import read_mbox
from kpixl.model.finding import FindingCode

MB = 1024 * 1024


def _seen(error: CarrierError) -> dict[str, str]:
    details = dict(error.details)
    return {name: str(details[name]) for name in ("seen", "limit")}


def test_two_hundred_files_are_opened_and_no_more():
    meter = Meter()
    for _file in range(200):
        meter.count_file()
    with pytest.raises(LimitError) as caught:
        meter.count_file()
    assert caught.value.kind is FindingCode.CARRIER_TOO_LARGE
    assert _seen(caught.value) == {"seen": "> 200", "limit": "200"}


def test_a_hundred_megabytes_come_out_of_all_files_together_and_no_more():
    meter = Meter()
    for _file in range(2):
        meter.count_bytes(50 * MB)
    with pytest.raises(LimitError) as caught:
        meter.count_bytes(1)
    assert _seen(caught.value) == {"seen": "> 100 MB", "limit": "100 MB"}


def test_each_mail_of_a_folder_counts_with_its_own_size(monkeypatch):
    start = b"From - Thu May 29 17:30:00 2025\n"
    mails = [b"Subject: first\n\n" + b"x" * 500 + b"\n", b"Subject: second\n\n" + b"y" * 500]
    monkeypatch.setattr(carried, "BYTES", sum(map(len, mails)))
    folder = read_mbox(start + mails[0] + b"\n" + start + mails[1], Meter())
    assert [(mail.name, mail.content) for mail in folder] == [
        ("first.eml", mails[0]), ("second.eml", mails[1]),
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "packed"), [(4 * MB, 1), (4 * MB, 0), (20_000_000, 100_000), (0, 0)])
def test_what_can_honestly_be_packed_so_tightly_is_unpacked(size, packed):
    check_ratio(size, packed)


@pytest.mark.parametrize(
    ("size", "packed", "seen"),
    [(20_000_001, 100_000, "200:1"), (4 * MB + 1, 0, "4,194,305:1"), (30_000_000, 100_000, "300:1")],
)
def test_what_is_packed_more_tightly_than_any_workbook_is_refused(size, packed, seen):
    with pytest.raises(CarrierError) as caught:
        check_ratio(size, packed)
    assert _seen(caught.value) == {"seen": seen, "limit": "200:1"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("45_宮崎.xlsx", "45_宮崎.xlsx"),
        ("45\r\n\x1b宮崎\ud800.xlsx", "45???宮崎?.xlsx"),
        ("長" * 115 + ".xlsx", "長" * 115 + ".xlsx"),
        ("長" * 116 + ".xlsx", "長" * 114 + "….xlsx"),
        ("長" * 200 + ".12345678", "長" * 110 + "….12345678"),
        ("長" * 200 + ".123456789", "長" * 119 + "…"),
        ("長" * 200 + ".", "長" * 119 + "…"),
        ("長" * 200 + ".x", "長" * 117 + "….x"),
        ("長" * 200, "長" * 119 + "…"),
    ],
)
def test_a_name_is_one_line_of_at_most_120_characters_and_keeps_its_ending(name, line):
    assert shown(name) == line
    assert len(shown(name)) <= 120


JAPAN = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        (None, None),
        (dt.datetime(2025, 5, 20, 9, tzinfo=JAPAN), dt.datetime(2025, 5, 20, tzinfo=dt.UTC)),
        (dt.datetime(2025, 5, 20), dt.datetime(2025, 5, 20, tzinfo=dt.UTC)),  # noqa: DTZ001 - it states none
        (dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(1990, 1, 1, tzinfo=dt.UTC)),
        (dt.datetime(1989, 12, 31, tzinfo=dt.UTC), None),
        (dt.datetime(2200, 12, 31, tzinfo=dt.UTC), dt.datetime(2200, 12, 31, tzinfo=dt.UTC)),
        (dt.datetime(2201, 1, 1, tzinfo=dt.UTC), None),
        (dt.datetime(1, 1, 1, tzinfo=JAPAN), None),  # before the first moment that there is
    ],
)
def test_a_mails_date_is_in_utc_and_one_that_none_of_ours_can_have_is_none(moment, instant):
    assert utc(moment) == instant
