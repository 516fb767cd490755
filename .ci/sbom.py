"""Prints a bill of materials (CycloneDX 1.5, JSON) of what kpixl needs to run, as it is installed here."""

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def libraries() -> dict[str, metadata.Distribution]:
    """What is needed to run, and what that needs in turn, by name."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    waiting, found = list(project["dependencies"]), dict[str, metadata.Distribution]()
    while waiting:
        text = waiting.pop()
        matched = _NAME.match(text)
        if matched is None or "extra ==" in text:
            continue
        name = matched[0].lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # another system's alone
        waiting += found[name].requires or []
    return found


def licence(distribution: metadata.Distribution) -> str:
    """A library's licence: as an expression, by its classifiers, or in its own words."""
    about = distribution.metadata
    classifiers = [text for text in about.get_all("Classifier", []) if text.startswith("License ::")]
    named = " / ".join(text.rpartition(" :: ")[2] for text in classifiers)
    return about.get("License-Expression") or named or (about.get("License") or "").strip().partition("\n")[0]


def bill() -> dict[str, object]:
    """The bill of materials."""
    components = [
        {
            "type": "library",
            "name": name,
            "version": distribution.version,
            "purl": f"pkg:pypi/{name}@{distribution.version}",
            "licenses": [{"license": {"name": licence(distribution)}}],
        }
        for name, distribution in sorted(libraries().items())
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(), ensure_ascii=False, indent=2) + "\n")
