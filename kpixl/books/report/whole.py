"""What the template of the council's paper may print: the whole round, with the reports of its branches."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kpixl.books.report.context import Context, Printer, about, text_lines
from kpixl.books.summary.figure_texts import headline
from kpixl.locale import catalogue
from kpixl.model.assessment import Assessment
from kpixl.model.ledger import Receipt
from kpixl.model.report import Miss, ReportKpi, WholeReport


def whole_context(whole: WholeReport, printers: Sequence[Printer]) -> Context:
    """Everything that the council's paper may print."""
    summary = whole.summary
    settings = summary.plan.settings
    words = catalogue(settings.language)
    by_code = {printer.report.branch.code: printer for printer in printers}
    return {
        **about(settings, words, summary.run_id),
        "headline": headline(words, summary.total),
        "branches": [
            {
                "code": row.branch.code,
                "name": row.branch.name,
                "receipt": words(f"word.receipt.{row.ledger.receipt}"),
                "achieved": row.tally.achieved,
                "not_achieved": row.tally.not_achieved,
                "not_judged": row.tally.not_judged,
                "share": row.tally.share_text,
            }
            for row in summary.branches
        ],
        "missing": [
            row.branch.name for row in summary.branches if row.ledger.receipt is not Receipt.RECEIVED
        ],
        "decisions": [words.translate(item.sentence) for item in summary.decisions],
        "improvements": _moves(summary.highlights.improvements, by_code),
        "falls": _moves(summary.highlights.falls, by_code),
        "misses": _misses(whole.misses, by_code),
        "reports": [printer.context() for printer in printers],
    }


def _moves(items: Iterable[Assessment], by_code: dict[str, Printer]) -> list[Context]:
    """The moves on last year of the branches that are reported, as KPIs."""
    kpis = {
        (code, kpi.kpi.code): (printer, kpi)
        for code, printer in by_code.items()
        for measure in printer.report.measures
        for kpi in measure.kpis
    }
    found = [kpis[item.branch_code, item.kpi_code] for item in items if item.branch_code in by_code]
    return [
        {"branch": printer.report.branch.name, **printer.kpi(_without_chart(kpi))} for printer, kpi in found
    ]


def _misses(misses: Iterable[Miss], by_code: dict[str, Printer]) -> list[Context]:
    """The misses as KPIs with their causes, which stand once where several KPIs of a measure are missed."""
    found: list[Context] = []
    before: Miss | None = None
    for miss in misses:
        printer = by_code[miss.branch.code]
        same = before is not None and (before.branch, before.measure) == (miss.branch, miss.measure)
        told = bool(miss.causes) and same
        found.append(
            {
                "branch": miss.branch.name,
                "measure": miss.measure.name,
                **printer.kpi(_without_chart(miss.kpi)),
                "causes": [] if told else [text_lines(item) for item in miss.causes],
                "same_causes": printer.words("report.same_causes") if told else "",
                "no_causes": "" if miss.causes else printer.words("report.no_causes"),
            }
        )
        before = miss
    return found


def _without_chart(said: ReportKpi) -> ReportKpi:
    return replace(said, trend=None, count_trend=None)
