"""When a workbook was last saved, by its own properties; what copying and mailing leave as it is.

Programs write that time in two ways. Excel writes an instant (UTC). LibreOffice writes the local time of
the machine that it runs on, in an .xlsx even with the Z that stands for UTC (tried with 7.4 and 24.2):
which instant that was, nobody can tell from the file. Such a time has no zone here.
"""

import datetime as dt
import io
from collections.abc import Mapping
from xml.parsers.expat import ExpatError

from kpixl.books.reading.cell_details.package import Package
from kpixl.books.reading.cell_details.xml import parse_xml
from kpixl.books.reading.preflight import FileFormat, Preflight

_CORE, _APP, _META = "core-properties", "extended-properties", "meta.xml"
_LOCAL_CLOCKS = ("LibreOffice", "Collabora", "OpenOffice")
_SUMMARY, _CREATED, _SAVED = "\x05SummaryInformation", 12, 13  # of an OLE file
_FIRST_YEAR, _LAST_YEAR = 1990, 2200  # no workbook of these formats was saved before, nor will be after


def last_saved(checked: Preflight) -> dt.datetime | None:
    """The time of the last saving; without a zone where it is a local time, None where there is none.

    A client that never touches the time leaves it at the creation date, which is the plan's: that is none.
    """
    try:
        match checked.format:
            case FileFormat.XLS:
                created, saved = _from_ole(checked.content)
            case FileFormat.ODS:
                meta = _texts(checked.package, _META)
                created, saved = _moment(meta, "creation-date"), _moment(meta, "date")
            case _:
                core, app = (
                    _texts(checked.package, checked.package.related("", kind) or "") for kind in (_CORE, _APP)
                )
                created, saved = _moment(core, "created"), _moment(core, "modified")
                if saved is not None and app.get("Application", "").startswith(_LOCAL_CLOCKS):
                    created, saved = created and created.replace(tzinfo=None), saved.replace(tzinfo=None)
    except (ExpatError, OSError, ValueError, LookupError):
        return None  # a workbook without properties, or with broken ones, is read all the same
    return None if saved == created else saved


def _texts(package: Package, part: str) -> Mapping[str, str]:
    """What the elements of a part say, by local name, of each name the first; nothing without the part."""
    found: dict[str, str] = {}
    said: list[str] = []

    def start(_name: str, _attributes: Mapping[str, str]) -> None:
        said.clear()

    def end(name: str) -> None:
        found.setdefault(name.rpartition(" ")[2], "".join(said).strip())

    if part in package:
        parse_xml(package.read(part), start, end, said.append)
    return found


def _moment(texts: Mapping[str, str], name: str) -> dt.datetime | None:
    """A W3C date-time; in UTC where it states a zone, None where it is not written that way."""
    try:
        moment = dt.datetime.fromisoformat(texts.get(name, ""))
        return _plausible(moment.astimezone(dt.UTC) if moment.tzinfo else moment)
    except (ValueError, OverflowError):
        return None


def _plausible(moment: dt.datetime) -> dt.datetime | None:
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _from_ole(content: bytes) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Creation and last saving; these are instants, whatever program wrote them."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as file:
        if not file.exists(_SUMMARY):
            return None, None
        found: Mapping[int, object] = file.getproperties(_SUMMARY, convert_time=True)
    times = (found.get(key) for key in (_CREATED, _SAVED))
    created, saved = (
        _plausible(time.replace(tzinfo=dt.UTC)) if isinstance(time, dt.datetime) else None for time in times
    )
    return created, saved
