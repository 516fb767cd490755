"""Installs a folder of wheels for the Python that runs this, without a network: install.py WHEELS SITE."""

import runpy
import sys
from pathlib import Path

wheels, site = (Path(name).resolve() for name in sys.argv[1:3])
home = Path(sys.executable).parent
paths = next(home.glob("python3*._pth"))
# An embeddable Python looks only where this file says; a line with a path for what is installed now.
paths.write_text(f"{paths.stem}.zip\n.\n{site}\nimport site\n", encoding="utf-8")

pip = next(wheels.glob("pip-*.whl"))
sys.path.insert(0, str(pip))
sys.argv = [
    "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", "--no-warn-script-location",
    "--find-links", str(wheels), "--target", str(site), "kpixl[report]",
]  # fmt: skip
runpy.run_module("pip", run_name="__main__")
