"""The one thing of xlsxwriter's worksheets that kpixl does otherwise."""

from xlsxwriter.worksheet import Worksheet


class PlainFormulas(Worksheet):
    """A worksheet that takes formulas as they are.

    Xlsxwriter looks in every formula for sixty functions newer than Excel 2010, which takes most of the time
    of a summary with 40,000 of them; kpixl uses none, and a test says so.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")
