"""The blocks that a report's template is put together from: cover, lists, and the parts of a measure.

What is printed stands in double braces, as docs/report.md lists it; a person may move, reword and restyle all
of it in a word processor.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from report_writer import Writer

Block = Callable[[Writer], None]
_ITEM = "{{ a.item }}{% if a.part %}{{ a.part }}{% endif %}"  # what it is a part of stands behind it

# The parts of a report, in the order in which most of them come.


def cover(title: str = "title") -> Block:
    def write(page: Writer) -> None:
        for _line in range(6):
            page.line("")
        page.line("{{ organisation }}　{{ branch }}", "Subtitle")
        page.line(page.label[title], "Title")
        page.line("{{ headline }}")
        page.line("")
        with page.within("if prepared_by"):
            page.line(f"{page.label['who']}：{{{{ prepared_by }}}}")
        with page.within("if approved_by"):
            page.line(f"{page.label['approved']}：{{{{ approved_by }}}}　{{{{ approved_on }}}}")

    return write


def contents(*, planned: bool = False) -> Block:
    def write(page: Writer) -> None:
        page.heading(page.label["contents"], 1, new_page=True)
        columns = [
            *page.columns("m", number=14),
            (page.label["measure"], "{{ m.name }}", 86),
            *page.columns("m", group=24, optional=("group",)),
            *([] if planned else page.columns("m", judgement=30)),
            (page.label["page"], "{{r m.page }}", 14),
        ]
        page.table(columns, "m in measures", right=[len(columns) - 1])

    return write


def kpi_list(*, planned: bool = False) -> Block:
    def write(page: Writer) -> None:
        page.heading(page.label["kpi_targets" if planned else "list"], 1, new_page=True)
        columns = page.columns("k", indicator=46, target=27, prior=20)
        if not planned:
            columns += page.columns(
                "k", actual=20, judgement=24, national=20, national_prior=20, rank=17, rank_prior=17,
                optional=("national", "national_prior", "rank", "rank_prior"),
            )  # fmt: skip
        page.table(columns, "k in kpis", right=[2, 3, 5, 6], fill="" if planned else "k.fill")
        new_kpis(page)

    return write


def new_kpis(page: Writer) -> None:
    """KPIs that are new next year belong to no measure of this year."""
    with page.within("if new_kpis"):
        page.caption("table", page.label["new"])
        page.table(page.columns("n", indicator=90, target=40, note=40, optional=("note",)), "n in new_kpis")


def measures(*blocks: Block, by: str = "pillars") -> Block:
    """Every measure, under a heading for each pillar (or group), as these blocks say it."""

    def write(page: Writer) -> None:
        with page.within(f"for p in {by}"):
            page.heading("{{ p.name }}", 1)
            with page.within("for m in p.measures"):
                page.heading("{{r m.anchor }}{% if m.number %}{{ m.number }}　{% endif %}{{ m.name }}", 2)
                for block in blocks:
                    block(page)

    return write


def about(page: Writer) -> None:
    """Group, importance and difficulty in a line."""
    label = page.label
    for key in ("group", "important", "difficult"):
        with page.within(f"if m.{key}"):
            page.line(f"{label[key]}：{{{{ m.{key} }}}}", keep=True)


def plan(page: Writer) -> None:
    with page.within("if m.plan"):
        page.heading(page.label["plan"], 3)
        page.lines_of("m.plan")
    with page.within("if m.goal"):
        page.line(f"{page.label['goal']}：{{{{ m.goal }}}}")


@contextmanager
def _captioned(page: Writer, name: str, title: str) -> Iterator[None]:
    """A table of what a measure has of `name`, under its caption; nothing where it has none."""
    with page.within(f"if m.{name}"):
        page.caption("table", f"{page.label[title]}（{{{{ m.name }}}}）")
        yield


def kpis(page: Writer) -> None:
    """Target, both years, judgement, rate, the whole and the rank."""
    with _captioned(page, "kpis", "kpis"):
        columns = page.columns(
            "k", indicator=42, target=28, prior=22, actual=22, judgement=24, rate=18, national=22,
            national_target=20, rank=17, optional=("rate", "national", "national_target", "rank"),
        )  # fmt: skip
        page.table(columns, "k in m.kpis", right=[2, 3, 5, 6, 7], fill="k.fill")
        _kpi_notes(page)


def _kpi_notes(page: Writer) -> None:
    label = page.label
    with page.within("for k in m.kpis"):
        with page.within("if k.typed"):
            page.line("※ {{ k.indicator }}　{{ k.typed }}", "No Spacing")
        for key, name in (("as_of", "as_of"), ("remark", "note"), ("definition_note", "definition")):
            with page.within(f"if k.{key}"):
                page.line(f"※ {{{{ k.indicator }}}}　{label[name]}：{{{{ k.{key} }}}}", "No Spacing")


def kpis_with_next(page: Writer) -> None:
    """A row a KPI, next year's at its end."""
    each = (
        "{% for n in k.next_kpis %}{{ n.status }}　"
        "{% if n.indicator != n.was %}{{ n.indicator }}　{% endif %}{{ n.target }} {% endfor %}"
    )
    with _captioned(page, "kpis", "kpis"):
        columns = [
            *page.columns(
                "k",
                indicator=42,
                target=27,
                actual=21,
                judgement=24,
                prior=21,
                national=20,
                optional=("national",),
            ),
            (page.label["next"], each, 40),
        ]
        page.table(columns, "k in m.kpis", right=[2, 4, 5, 6], fill="k.fill")
        _kpi_notes(page)


def kpi_targets(page: Writer) -> None:
    """What is planned: target and baseline."""
    with _captioned(page, "kpis", "kpi_targets"):
        columns = page.columns("k", indicator=80, target=50, prior=24, note=40, optional=("prior", "note"))
        page.table(columns, "k in m.kpis", right=[2])
        _kpi_notes(page)


def counts(page: Writer) -> None:
    label = page.label
    with _captioned(page, "counts", "counts"):
        columns = [
            *page.columns("c", indicator=70, kind=24),
            (label["denominator"], "{{ c.denominator_label }}　{{ c.denominator }}", 40),
            (label["numerator"], "{{ c.numerator_label }}　{{ c.numerator }}", 40),
        ]
        page.table(columns, "c in m.counts", right=[2, 3])


def activities(page: Writer) -> None:
    with _captioned(page, "activities", "activities"):
        columns = [
            (page.label["item"], _ITEM, 52),
            *page.columns(
                "a", this_year=27, last_year=27, change=27, as_of=18, note=30,
                optional=("last_year", "change", "as_of", "note"),
            ),
        ]  # fmt: skip
        page.table(columns, "a in m.activities", right=[1, 2, 3])


def planned_activities(page: Writer) -> None:
    """What is going to be counted: last year's figure and what is planned."""
    with _captioned(page, "activities", "planned_activities"):
        columns = [
            (page.label["item"], _ITEM, 100),
            *page.columns("a", last_year=30, optional=("last_year",)),
            (page.label["planned"], "{{ a.note }}", 40),
        ]
        page.table(columns, "a in m.activities", right=[1])


def texts(page: Writer) -> None:
    """Every text of the measure under its own label."""
    with page.within("for t in m.texts"):
        page.heading("{{ t.label }}", 3)
        page.lines_of("t.lines")


def text(code: str) -> Block:
    """One text by its code, where the branch has written it."""

    def write(page: Writer) -> None:
        with page.within(f"if m.text.{code}"):
            page.heading(f"{{{{ m.text.{code}.label }}}}", 3)
            page.lines_of(f"m.text.{code}.lines")

    return write


def side_by_side(*columns: tuple[str, str]) -> Block:
    """Texts beside each other: their labels and what holds their lines."""

    def write(page: Writer) -> None:
        with page.within("if " + " or ".join(lines for _label, lines in columns)):
            page.beside([(page.label.get(label, label), lines) for label, lines in columns])

    return write


def charts(page: Writer) -> None:
    with page.within("for c in m.charts"):
        page.line("{{ c.image }}", keep=True)
        page.caption("chart", "{{ c.title }}")


def next_kpis(page: Writer) -> None:
    with _captioned(page, "next_kpis", "next"):
        columns = page.columns("n", status=20, indicator=84, target=40, note=30, optional=("note",))
        page.table(columns, "n in m.next_kpis")


def effort(page: Writer) -> None:
    """How the plan was carried out, new efforts, the branch's own grade, and the grade with its rule."""
    with page.within("if m.progress or m.grade"):
        page.heading(page.label["grade"], 3)
        columns = page.columns(
            "m", progress=52, new_effort=26, own_grade=26, grade=20, grade_rule=86,
            optional=("progress", "new_effort", "own_grade", "grade_rule"),
        )  # fmt: skip
        page.row(columns)


def marks(page: Writer) -> None:
    """Importance and difficulty, each with its reason; a mark without one is a line."""
    for key in ("important", "difficult"):
        said = f"{page.label[key]}：{{{{ m.{key} }}}}"
        with page.within(f"if m.{key}_reason"):
            page.heading(said, 3)
            page.lines_of(f"m.{key}_reason")
        with page.within(f"if m.{key} and not m.{key}_reason"):
            page.line(said)


DEFAULT: tuple[Block, ...] = (
    cover(), contents(), kpi_list(),
    measures(about, plan, kpis, activities, texts, charts, counts, next_kpis, effort),
)  # fmt: skip
PLANNED: tuple[Block, ...] = (
    cover("plan_title"), contents(planned=True), kpi_list(planned=True),
    measures(plan, marks, planned_activities, counts, kpi_targets, charts),
)  # fmt: skip


def build_report_template(language: str, blocks: Sequence[Block] = DEFAULT) -> bytes:
    """The bytes of a report's template with these blocks in their order."""
    page = Writer(language)
    for block in blocks:
        block(page)
    return page.bytes()


def build_whole_template(language: str) -> bytes:
    """The bytes of the template of the council's paper."""
    page = Writer(language)
    label = page.label
    for _line in range(4):
        page.line("")
    page.line("{{ organisation }}", "Subtitle")
    page.line(label["whole_title"], "Title")
    page.line("{{ headline }}")
    page.heading(label["state"], 1, new_page=True)
    columns = [
        (label["branch"], "{{ b.code }} {{ b.name }}", 40),
        *page.columns("b", receipt=26, achieved=20, not_achieved=20, not_judged=20, share=24),
    ]
    page.table(columns, "b in branches", right=[2, 3, 4, 5])
    with page.within("if missing"):
        page.line(f"{label['missing']}：{{{{ missing | join('、') }}}}")
    page.heading(label["decisions"], 1)
    with page.within("for d in decisions"):
        page.line("{{ d }}", "List Bullet")
    with page.within("if not decisions"):
        page.line(label["none"])
    page.heading(label["changed"], 1)
    for key in ("improvements", "falls"):
        with page.within(f"if {key}"):
            page.caption("table", label[key])
            columns = page.columns("k", branch=24, indicator=70, prior=24, actual=24, change=28)
            page.table(columns, f"k in {key}", right=[2, 3, 4])
    page.heading(label["misses"], 1)
    with page.within("if misses"):
        page.misses()
    with page.within("if not misses"):
        page.line(label["none"])
    page.heading(label["reports"], 1, new_page=True)
    with page.within("for r in reports"):
        page.heading("{{ r.branch }}", 2)
        page.line("{{ r.headline }}")
        with page.within("for m in r.measures"):
            page.heading("{% if m.number %}{{ m.number }}　{% endif %}{{ m.name }}", 3)
            for block in (kpis, activities, texts):
                block(page)
    return page.bytes()
