"""Where the starter plans and the worked rounds are: inside an installed wheel, or in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder `templates` or `workbooks`.

    A wheel carries them in `kpixl/shipped/`; in a checkout they stand beside the package.
    """
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
