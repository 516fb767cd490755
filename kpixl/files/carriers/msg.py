"""Mails as Outlook saves them (.msg): their files, their date and their sender."""

import io
from collections.abc import Iterator
from dataclasses import replace
from email.utils import getaddresses

from olefile import OleFileIO
from oxmsg.attachment import Attachment
from oxmsg.domain import constants as pid
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from kpixl.files.carriers.automatic import is_automatic
from kpixl.files.carriers.carried import DEPTH, CarriedFile, Mail, Meter, damaged, shown, too_large, utc
from kpixl.model.returned_file import INSIDE
from kpixl.model.submission import Hints

LONGEST_TEXT = 4_000
_HEADER, _HEADER_INSIDE = 32, 24  # bytes before the properties, of a mail and of a mail in a mail
_MAIL_INSIDE = "__substg1.0_3701000D"  # an attached mail is no file, but a storage
_METHOD, _SHORT_NAME, _DISPLAY_NAME, _HIDDEN = 0x3705, 0x3704, 0x3001, 0x7FFE
_DELIVERED, _DISPLAY_TO = 0x0E06, 0x0E04
_BY_REFERENCE = (2, 3, 4, 7)  # a path or a web address stands in the file's stead


def read_msg(content: bytes, meter: Meter, depth: int) -> tuple[Mail, Iterator[CarriedFile]]:
    """The mail, and every file attached to it and to the mails in it, down to `depth`.

    Raises:
        CarrierError: it is broken beyond reading, or holds too much; the entries raise it too.
    """
    try:
        with OleFileIO(io.BytesIO(content)) as container:
            storage = Storage.from_ole(container)
        mail = _mail(Properties(storage, _HEADER))
    except MemoryError:
        raise
    except Exception as error:  # the library is given whatever somebody sent
        raise damaged(error) from error
    return mail, _entries(storage, meter, depth, mail=None)


def _entries(storage: Storage, meter: Meter, depth: int, mail: Mail | None) -> Iterator[CarriedFile]:
    for number, attached in enumerate(storage.iter_attachment_storages(), start=1):
        meter.count_file()
        inside = next((child for child in attached.storages if child.name == _MAIL_INSIDE), None)
        if inside is None:
            entry = _entry(attached, number, mail)
            meter.count_bytes(len(entry.content))
            yield entry
            continue
        if depth <= 1:
            yield CarriedFile(
                name="mail.msg", mail=mail, problem=too_large("depth", f"> {DEPTH}", f"{DEPTH}")
            )
            continue
        try:
            properties = Properties(inside, _HEADER_INSIDE)
            inner, name = _mail(properties), _string(properties, pid.PID_SUBJECT)
        except MemoryError:
            raise
        except Exception as error:
            raise damaged(error) from error
        for entry in _entries(inside, meter, depth - 1, inner):
            below = f"{shown(name) or 'mail'}.msg{INSIDE}{shown(entry.name)}"
            yield replace(entry, name=below)


def _entry(storage: Storage, number: int, mail: Mail | None) -> CarriedFile:
    try:
        attachment = Attachment(storage)
        properties = attachment.properties
        name = next(
            (
                text
                for text in (
                    _string(properties, pid.PID_ATTACH_LONG_FILENAME),
                    _string(properties, _SHORT_NAME),
                    _string(properties, _DISPLAY_NAME),
                )
                if text
            ),
            f"attachment {number}",
        )
        if properties.int_prop_value(_METHOD) in _BY_REFERENCE:
            return CarriedFile(name=name, is_link=True, mail=mail)
        if properties.int_prop_value(_HIDDEN):  # a signature's logo, say
            return CarriedFile(name=name, passed_over=True, mail=mail)
        return CarriedFile(name=name, content=attachment.file_bytes or b"", mail=mail)
    except MemoryError:
        raise
    except Exception as error:
        raise damaged(error) from error


def _mail(properties: Properties) -> Mail:
    name = _string(properties, pid.PID_SENDER_NAME)
    address = _string(properties, pid.PID_SENDER_SMTP_ADDRESS) or _string(
        properties, pid.PID_SENDER_EMAIL_ADDRESS
    )
    # Within an organisation the address is the directory's own (/O=…/CN=…); the headers have the other.
    header = _from_header(_string(properties, pid.PID_TRANSPORT_MESSAGE_HEADERS))
    addresses = [found.lower() for found in (address, header, name) if "@" in found]
    shown_address = next(iter(addresses), "")
    is_named = bool(name and shown_address and name.lower() != shown_address)
    sender = f"{name} <{shown_address}>" if is_named else name or shown_address
    subject, body = (_string(properties, number) for number in (pid.PID_SUBJECT, pid.PID_BODY))
    texts = tuple(text for text in (name, body[:LONGEST_TEXT]) if text)
    sent = properties.date_prop_value(pid.PID_CLIENT_SUBMIT_TIME) or properties.date_prop_value(_DELIVERED)
    to = getaddresses(_string(properties, _DISPLAY_TO).split(";"))
    hints = Hints(
        addresses=tuple(dict.fromkeys(addresses)),
        titles=(subject,) if subject else (),
        texts=texts,
        recipients=tuple(address.lower() for _name, address in to if "@" in address),
    )
    automatic = is_automatic(subject=subject, outlook_class=_string(properties, pid.PID_MESSAGE_CLASS))
    return Mail(sent=utc(sent), sender=shown(sender), hints=hints, is_automatic=automatic)


def _from_header(headers: str) -> str:
    lines = headers.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ").split("\n")
    found = next((line[5:] for line in lines if line[:5].lower() == "from:"), "")
    return next((address for _name, address in getaddresses([found])), "")


def _string(properties: Properties, number: int) -> str:
    """A text property; '' where it is missing, or its own stream is."""
    try:
        return properties.str_prop_value(number) or ""
    except KeyError:
        return ""
