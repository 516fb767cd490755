"""Makes the pictures of the README from real output: `python docs/pictures.py`.

They are the first page of the summary of workbooks/fy2024, in both languages, as LibreOffice prints it. Needs
LibreOffice and pdftoppm (poppler-utils).
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import kpixl

DOCS = Path(__file__).parent
SHEETS = {"ja": "概要", "en": "Overview"}
DOTS_PER_INCH = 110


def main() -> None:
    """Write docs/pictures/summary_ja.png and summary_en.png."""
    with tempfile.TemporaryDirectory() as folder:
        for language, sheet in SHEETS.items():
            round_ = Path(shutil.copytree(DOCS.parent / "workbooks" / "fy2024", Path(folder) / language))
            pdf = kpixl.open_round(round_).summarize(lang=language, only=sheet, pdf=True).pdf
            target = DOCS / "pictures" / f"summary_{language}"
            target.parent.mkdir(exist_ok=True)
            command = ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-singlefile", "-f", "1", pdf, target]
            subprocess.run(list(map(str, command)), check=True)


if __name__ == "__main__":
    main()
