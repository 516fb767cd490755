"""The templates that kpixl brings: made by `templates/build.py`, and all they print is documented."""

import importlib.util
import re
from pathlib import Path

import pytest

from kpixl.shipped import shipped
from tests.documents import part

ROOT = Path(__file__).parents[3]
NAMES = [
    f"{kind}_{language}.docx"
    for kind in ("report", "report_plan", "report_whole")
    for language in ("ja", "en")
]


def _built(folder: Path) -> dict[str, Path]:
    spec = importlib.util.spec_from_file_location("build_templates", ROOT / "templates" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {path.name: path for path in module.build_starters(folder)}


def test_what_is_shipped_is_what_the_script_makes(tmp_path):
    built = _built(tmp_path)
    for name in NAMES:
        assert built[name].read_bytes() == (shipped("templates") / name).read_bytes(), name


@pytest.mark.parametrize("document", ["report.md", "ja/report.md"])
@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_template_prints_is_documented(name, document):
    page = (ROOT / "docs" / document).read_text(encoding="utf-8")
    xml = "".join(
        part(shipped("templates") / name, piece) for piece in ("word/document.xml", "word/header1.xml")
    )
    used = set(re.findall(r"\{\{r? ([a-z_.]+)", xml)) | set(re.findall(r" in ([a-z_.]+)", xml))
    fields = {text.split(".")[-1] for text in used} - {"line", "d"}
    documented = set(re.findall(r"`([a-z_]+)`", page))
    assert fields - documented == set()


@pytest.mark.parametrize("name", NAMES)
def test_styles_are_words_own(name):
    xml = part(shipped("templates") / name, "word/document.xml")
    styles = set(re.findall(r'<w:pStyle w:val="([^"]+)"', xml))
    own = {
        "Heading1",
        "Heading2",
        "Heading3",
        "Heading4",
        "Title",
        "Subtitle",
        "Caption",
        "BodyText",
        "NoSpacing",
        "ListBullet",
    }
    assert styles <= own
