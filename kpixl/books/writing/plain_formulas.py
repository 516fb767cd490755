"""The one thing of xlsxwriter's worksheets that kpixl does otherwise."""

from xlsxwriter.worksheet import Worksheet


class PlainFormulas(Worksheet):
    """A worksheet that takes formulas as they are.

    Xlsxwriter looks in every formula for sixty functions newer than Excel 2010, which takes most of the time
    of a summary with 40,000 of them; kpixl uses none, and a test says so.
    """

    # Not public. A version that calls it otherwise loses the speed and nothing else.
    def _prepare_formula(self, formula: str, *_options: object, **_named: object) -> str:
        return formula.removeprefix("=")
