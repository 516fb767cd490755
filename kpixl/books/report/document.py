"""A Word document from a template: rendered by docxtpl, its fields counted, the same bytes every time."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpixl.books.report.charts import Chart
from kpixl.books.report.context import Anchor, Context, Draw
from kpixl.books.report.finish import finish
from kpixl.model.errors import InputFileError
from kpixl.model.printable import printable_lines

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML can hold
_QUOTED = re.compile(r"'([^']*)'")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a ZIP archive
_UNIX = 3  # named on every system, so that the bytes are the same
_FIRST_BOOKMARK = 1000
_CHART_WIDTH_MM = 150


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template: where it stands, and its bytes."""

    path: Path
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Properties:
    """What a document says of itself."""

    title: str
    organisation: str
    created: dt.datetime
    language: str


def render_document(
    template: Template, properties: Properties, build: Callable[[Draw, Anchor], Context]
) -> bytes:
    """The document's bytes; `build` gives what the template may print.

    Raises:
        InputFileError: the template is no Word document, or asks for what there is not.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_clean)
    document = DocxTemplate(io.BytesIO(template.content))
    places = _Places()
    try:
        document.init_docx()
        context = build(lambda chart: _picture(document, chart), places.anchor)
        document.render(context, environment, autoescape=True)
    except UndefinedError as error:
        names = _QUOTED.findall(error.message or "")
        raise InputFileError("report_field", path=template.path, seen=names[-1] if names else "") from error
    except TemplateSyntaxError as error:
        raise InputFileError("report_syntax", path=template.path, reason=error.message or "") from error
    except (TemplateError, TypeError, ArithmeticError) as error:
        raise InputFileError("report_template", path=template.path, reason=str(error)) from error
    # lxml's errors of a text that is no XML are SyntaxErrors.
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise InputFileError("report_template", path=template.path, reason=str(error)) from error
    finish(document)
    _describe(document, properties)
    buffer = io.BytesIO()
    document.save(buffer)
    return _repeatable(buffer.getvalue())


def _clean(value: object) -> object:
    """The value without the control characters that no document can hold."""
    from markupsafe import Markup

    return _NO_XML.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


class _Places:
    """The places in a document that others name by their pages."""

    def __init__(self) -> None:
        self.count = 0

    def anchor(self, _name: str) -> tuple[object, object]:
        """A bookmark, and the field that shows its page."""
        from markupsafe import Markup

        self.count += 1
        number, name = _FIRST_BOOKMARK + self.count, f"kpixl_{self.count}"
        place = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
        page = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>…</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        return Markup(place), Markup(page)  # noqa: S704 - made here, of numbers


def _picture(document: "DocxTemplate", chart: Chart) -> object:
    """The chart in the line of text, with its figures as alternative text."""
    from docx.shared import Mm
    from docxtpl import InlineImage
    from markupsafe import Markup

    class Described(InlineImage):  # type: ignore[misc]  # docxtpl has no annotations
        def __html__(self) -> str:
            inline = self.tpl.current_rendering_part.new_pic_inline(
                self.image_descriptor, self.width, self.height
            )
            inline.docPr.set("descr", printable_lines(chart.description))
            inline.docPr.set("title", printable_lines(chart.title))
            drawing = f"<w:drawing>{inline.xml}</w:drawing>"
            return Markup(f'</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">')  # noqa: S704

    return Described(document, io.BytesIO(chart.png), width=Mm(_CHART_WIDTH_MM))


def _describe(document: "DocxTemplate", properties: Properties) -> None:
    core: Any = document.docx.core_properties
    organisation = printable_lines(properties.organisation)[:255]
    core.title, core.author = printable_lines(properties.title)[:255], organisation
    core.language = properties.language
    core.created = core.modified = properties.created
    core.last_modified_by, core.revision = organisation, 1


def _repeatable(content: bytes) -> bytes:
    """The archive without the times at which its parts were written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, _UNIX
            target.writestr(part, source.read(name))
    return buffer.getvalue()
