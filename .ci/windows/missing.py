"""Prints what the wheels of a folder need on Windows and do not hold: missing.py WHEELS PYTHON_MINOR.

pip download judges conditions such as `platform_system == "Windows"` by the machine that it runs on.
"""

import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename

folder, minor = Path(sys.argv[1]), sys.argv[2]
windows = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": f"3.{minor}.0",
    "python_version": f"3.{minor}",
    "sys_platform": "win32",
}
held, needed = set(), {}
for wheel in sorted(folder.glob("*.whl")):
    held.add(parse_wheel_filename(wheel.name)[0])
    with zipfile.ZipFile(wheel) as archive:
        name = next(item for item in archive.namelist() if item.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode())
    for text in metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(windows):
            needed[canonicalize_name(requirement.name)] = f"{requirement.name}{requirement.specifier}"
