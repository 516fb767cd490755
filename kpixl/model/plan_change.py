"""What head office has changed in a plan since a form was issued by it."""

from dataclasses import dataclass

from kpixl.model.message import Detail, Message, message


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """One change: its kind (a key of `word.plan_change`), and what of: an indicator, a measure.

    A `column` that changed says what stood there, and what stands there now. Without a name it is a
    setting's.
    """

    kind: str
    name: str = ""
    column: str = ""
    old: Detail = ""
    new: Detail = ""

    @property
    def brief(self) -> Message:
        """The change without its values, which differ from branch to branch."""
        if not self.column:
            return message(f"word.plan_change.{self.kind}", name=self.name)
        column = message(f"column.{self.column}")
        if not self.name:
            return message("word.plan_change.setting", column=column)
        return message("word.plan_change.column", name=self.name, column=column)

    @property
    def whole(self) -> Message:
        """The change with what stood there and what stands there now."""
        if not self.column:
            return self.brief
        return message("word.plan_change.values", what=self.brief, old=self.old, new=self.new)
