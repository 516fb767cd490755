"""What people write today to consolidate the same returns. kpixl is not imported: their cost is their own.

python -m tests.bench.users_way READER INBOX FILE

READER is `openpyxl` (pandas' default) or `calamine`. Every form's table is read, told its branch, joined
to one frame and written with as many columns as kpixl's データ has. Nothing is checked.
"""

import sys
import warnings
from pathlib import Path

_COLUMNS = 33  # of データ


def consolidate(reader: str, inbox: Path, path: Path) -> None:
    """Read every workbook of the inbox with pandas, and write one sheet of them all."""
    import pandas as pd

    frames = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's about validations that it cannot keep
        for file in sorted(inbox.glob("*.xlsx")):
            frame = pd.read_excel(file, sheet_name=0, header=None, engine=reader)
            frame.insert(0, "file", file.name)
            frames.append(frame)
    whole = pd.concat(frames, ignore_index=True)
    for number in range(whole.shape[1], _COLUMNS):
        whole[f"column {number}"] = ""
    whole.iloc[:, :_COLUMNS].to_excel(path, index=False)


if __name__ == "__main__":
    consolidate(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
