"""What lies on a sheet, as every format's reader hands it on."""

from kpixl.books.reading.cell_details.addresses import area_name
from kpixl.model.annotation import Annotation, AnnotationKind, Area


def annotation(kind: AnnotationKind, sheet: str, area: Area, text: str, author: str = "") -> Annotation:
    """An annotation with its place as people see it."""
    place = area_name(area)
    return Annotation(kind=kind, sheet=sheet, area=area, place=place, text=text, author=author)
