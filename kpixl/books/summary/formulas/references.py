"""Where figures stand in the summary, for formulas and links: the cells of データ, and the rows of 根拠."""

from dataclasses import dataclass
from functools import cached_property

from kpixl.books.addresses import area_name, column_name
from kpixl.books.master.layout import DATA_COLUMNS, data_at
from kpixl.books.summary.formulas.live import LiveFormulas, quoted
from kpixl.locale import Catalogue
from kpixl.model.assessment import Assessment, Judgement
from kpixl.model.figure import FigureState
from kpixl.model.kpi import Kpi
from kpixl.model.summary import Summary

JUDGEMENT_MARKS = "judgement_marks"  # the workbook's name for the table of words with their symbols
LONGEST_FORMULA = 8_192  # letters that Excel takes
FIRST_LIST_ROW = 3  # of the lists of all figures: below title, note and header


@dataclass(frozen=True)
class DataReferences:
    """Gives the cells and formulas that refer to a summary's figures."""

    summary: Summary
    words: Catalogue

    @cached_property
    def kpis(self) -> dict[str, Kpi]:
        """KPIs by code."""
        return {kpi.code: kpi for kpi in self.summary.plan.kpis}

    @cached_property
    def data_rows(self) -> dict[tuple[str, str], int]:
        """The 0-based row of データ that holds a branch and KPI."""
        return {
            (row.branch_code, row.kpi_code): number for number, row in enumerate(self.summary.assessments, 1)
        }

    def data_area(self, key: str) -> str:
        """The absolute reference of one column of データ, for formulas."""
        last = len(self.summary.assessments)
        return area_name(self.words("sheet.data"), (1, data_at(key), last, data_at(key)))

    def data_cell(self, branch_code: str, kpi_code: str, key: str) -> str:
        """The reference of one figure in データ, for formulas."""
        return f"{self._data_columns[key]}{self.data_rows[branch_code, kpi_code] + 1}"

    @cached_property
    def _data_columns(self) -> dict[str, str]:
        name = self.words("sheet.data").replace("'", "''")
        return {column.key: f"'{name}'!${column_name(number)}$" for number, column in enumerate(DATA_COLUMNS)}

    @cached_property
    def data_formulas(self) -> list[dict[str, str]]:
        """The formulas of every row of データ by column key."""
        return [self._formulas_of(item) for item in self.summary.assessments]

    def is_live(self, item: Assessment, key: str) -> bool:
        """True where a cell of データ is a formula, or would be one."""
        return key in self._formulas_of(item)

    def _formulas_of(self, item: Assessment) -> dict[str, str]:
        """The formulas of one row of データ: of very many branches only those of the lists are asked for."""
        place = item.branch_code, item.kpi_code
        found = self._formulas.get(place)
        if found is None:
            row = self.data_rows[place] + 1
            found = self._formulas[place] = self._live.of(item, self.kpis[item.kpi_code], row)
        return found

    @cached_property
    def _formulas(self) -> dict[tuple[str, str], dict[str, str]]:
        return {}

    @cached_property
    def _live(self) -> LiveFormulas:
        return LiveFormulas(self.words, self.summary.plan.settings.judge_on)

    def count_formula(self, judgement: Judgement, **conditions: str) -> str:
        """How many rows of データ have a judgement and the given texts in the named columns.

        SUMPRODUCT compares text with text, and EXACT tells a from A; COUNTIFS would do neither.
        """
        known = {"judgement": self.words(f"word.judgement.{judgement}"), **conditions}
        tests = [f"EXACT({self.data_area(key)},{quoted(text)})" for key, text in known.items()]
        return f"=SUMPRODUCT({'*'.join([*tests, '1'])})"

    def count_in_block(self, judgement: Judgement, block: str) -> str:
        """How many rows of a block's branches have a judgement; '' where that takes too long a formula."""
        codes = [branch.code for branch in self.summary.plan.branches if branch.block == block]
        listed = ",".join(quoted(code) for code in codes)
        known = f"EXACT({self.data_area('branch_code')},{{{listed}}})"
        word = quoted(self.words(f"word.judgement.{judgement}"))
        formula = f"=SUMPRODUCT({known}*EXACT({self.data_area('judgement')},{word}))"
        return formula if len(formula) <= LONGEST_FORMULA else ""

    def judgement_formula(self, row: Assessment) -> str:
        """Symbol and word for the judgement in データ; ◇ 未着 while the figure has not come back."""
        cell = self.data_cell(row.branch_code, row.kpi_code, "judgement")
        found = f"VLOOKUP({cell},{JUDGEMENT_MARKS},2,0)"
        if not row.is_missing:
            return f"={found}"
        state = self.data_cell(row.branch_code, row.kpi_code, "actual_state")
        missing = quoted(self.words(f"word.state.{FigureState.MISSING}"))
        return f"=IF({state}={missing},{quoted(self.missing_mark)},{found})"

    @cached_property
    def missing_mark(self) -> str:
        """Symbol and word in the place of a judgement where the figure has not come back: ◇ 未着."""
        return self.words("summary.missing_mark", about=self.words(f"word.state.{FigureState.MISSING}"))

    def evidence_row(self, branch_code: str, kpi_code: str) -> int | None:
        """The 0-based row of 根拠 that tells of a figure, and of KPI実績一覧 that shows it, if one does."""
        return self._listed_rows.get((branch_code, kpi_code))

    @cached_property
    def _listed_rows(self) -> dict[tuple[str, str], int]:
        listed = enumerate(self.summary.shown_assessments, FIRST_LIST_ROW)
        return {(row.branch_code, row.kpi_code): number for number, row in listed}
