"""Where the starter plans and the worked rounds are: inside an installed wheel, or in the checkout."""

from pathlib import Path

from kpixl.presence import is_folder

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder `templates` or `workbooks`.

    A wheel carries them in `kpixl/shipped/`; in a checkout they stand beside the package.
    """
    inside = _PACKAGE / "shipped" / name
    return inside if is_folder(inside) else _PACKAGE.parent / name
