"""What of a summary is asked for: which sheets, and which branches' own."""

from dataclasses import dataclass, replace

MOST_BRANCH_SHEETS = 60
# With more, formulas over all figures keep Excel busy whenever a cell is changed; nobody reads lists of all.
MOST_LIVE_BRANCHES = 200
SHOWN_ENDS = 30  # of very many branches the lists show the best, and as many of the last
MOST_PRINTED = 1_000  # rows of データ: of very many branches it is searched by its filters, not printed
_LOOKED_UP = frozenset({"evidence", "measure_records", "ranks"})  # sheets that are there to look things up in
# Sheets with a row for every figure: of many branches they are looked up, too, and the branches' own pages
# have the same on paper.
_EVERY_FIGURE = frozenset({"list", "prior", "trend", "head_counts", "measure_details"})
_MANY_BRANCHES = 10


@dataclass(frozen=True)
class SheetSelection:
    """The sheets of a summary by their keys, and the branches with a sheet of their own by their codes.

    Without `sheets` it is all of them. Without `branches` it is every branch, up to 60 of them, and none
    of more. `left_out` are the sheets that the copy on paper goes without, unless they are asked for by
    name: those that are there to look things up in.
    """

    sheets: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def wants(self, key: str) -> bool:
        """True where the sheet is asked for."""
        if key == "branch_index" and self.branches:
            return True
        if self.is_left_out(key):
            return False
        return not self.sheets or key in self.sheets

    def wants_branch(self, code: str, branches: int) -> bool:
        """True where a branch gets a sheet of its own, in a roster of so many branches."""
        if not self.wants("branch_index"):
            return False
        return code in self.branches if self.branches else branches <= MOST_BRANCH_SHEETS

    @property
    def hides_data(self) -> bool:
        """True where データ, on which all formulas rest, is there but not to be printed."""
        return bool(self.left_out) and "data" not in self.sheets

    def on_paper(self, branches: int) -> "SheetSelection":
        """The same for the copy that goes on paper, of a roster of so many branches."""
        many = branches > _MANY_BRANCHES
        return replace(self, left_out=_LOOKED_UP | _EVERY_FIGURE if many else _LOOKED_UP)

    def is_left_out(self, key: str) -> bool:
        """True for a sheet that does not go on paper, and is not asked for by name."""
        return key in self.left_out and key not in self.sheets


EVERYTHING = SheetSelection()
