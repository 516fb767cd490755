"""Which columns a long list has, how wide they are and how high its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpixl.books.summary.frame import Frame
from kpixl.books.summary.lists.columns import ListColumn, ListRow, list_rows
from kpixl.books.writing import pagination, styles
from kpixl.books.writing.fitted_rows import fitted_widths
from kpixl.model.assessment import Assessment


@dataclass(frozen=True)
class ListLayout:
    """The columns that a list has, and their widths."""

    columns: tuple[ListColumn, ...]
    widths: tuple[float, ...]
    padding: float = styles.ROW_PADDING

    def told(self, row: ListRow) -> tuple[str, ...]:
        """What a row's cells have to show in full, '' for numbers."""
        return tuple(column.told(row) for column in self.columns)

    def fitted(
        self, rows: Sequence[tuple[str, ...]], widths: Sequence[float], labels: Sequence[str]
    ) -> "ListLayout":
        """The layout for these rows' texts beside the `widths` that numbers have asked for."""
        usual = self._fitted(rows, widths, labels, [column.least for column in self.columns])
        if usual.is_one_page_wide:
            return usual
        least = [column.last or column.least for column in self.columns]
        narrow = self._fitted(rows, widths, labels, least)
        return narrow if narrow.is_one_page_wide else usual

    def _fitted(
        self,
        rows: Sequence[tuple[str, ...]],
        widths: Sequence[float],
        labels: Sequence[str],
        least: Sequence[float],
    ) -> "ListLayout":
        narrowest = {
            at: max(width, styles.label_width(labels[at])) for at, width in enumerate(least) if width
        }
        indented = [at for at, column in enumerate(self.columns) if column.indent]
        return replace(self, widths=tuple(fitted_widths(rows, widths, narrowest, indented)))

    @property
    def is_one_page_wide(self) -> bool:
        """False where columns go on beside the first page."""
        return pagination.spare_width(self.widths, pagination.LEAST_SCALE) >= 0

    def height(self, told: Sequence[str]) -> float:
        """The height in points that shows a row's texts in full."""
        pairs = zip(self.columns, self.widths, told, strict=True)
        texts = [(text, width - column.indent) for column, width, text in pairs if text]
        return styles.row_height(texts, padding=self.padding)


def list_layout(frame: Frame, columns: Sequence[ListColumn], items: Sequence[Assessment]) -> ListLayout:
    """The layout that shows all the assessments: the same columns on every sheet that shows some of them."""
    rows = list(list_rows(frame, items))
    used = tuple(column for column in columns if column.is_used(rows))
    labels = (frame.words(f"column.{column.key}") for column in used)
    return ListLayout(
        used, tuple(column.width_for(label, rows) for column, label in zip(used, labels, strict=True))
    )
