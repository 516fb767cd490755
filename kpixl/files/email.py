"""E-mail drafts that head office opens in its mail program, looks at, and sends by hand. kpixl sends nothing.

A draft is an .eml file with `X-Unsent: 1`, by which Outlook and Thunderbird open it for writing. It has no
From, Date or Message-ID: the mail program fills those in, and the same inputs give the same bytes.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path, PurePosixPath

from kpixl.files.mail_parts import POLICY, Attachment, addresses, encoded, file_name, one_line, workbook_part
from kpixl.files.write import WriteSet
from kpixl.locale import Catalogue, catalogue
from kpixl.locale.amounts import format_year_in_full
from kpixl.model.branch_endings import BRANCH_ENDINGS
from kpixl.model.finding import RenderedFinding
from kpixl.model.plan import Branch, Settings
from kpixl.model.point_in_time import era_year

_MOST_FINDINGS = 20
_LONGEST_TEXT = 400  # characters of one message or hint; what a branch typed may be a whole page


class Occasion(StrEnum):
    """Why a branch is written to."""

    ISSUE = "issue"
    REMIND = "remind"
    SENDBACK = "sendback"
    REPLACE = "replace"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What has changed in a workbook that is replaced, in words, and whether it comes filled in."""

    changes: tuple[str, ...] = ()
    is_filled: bool = False


def build_draft(
    occasion: Occasion,
    settings: Settings,
    branch: Branch,
    attachment: Attachment | None,
    *,
    findings: Sequence[RenderedFinding] = (),
    issue: str = "",
    notice: Notice | None = None,
    due: dt.date | None = None,
) -> bytes:
    """The draft as the bytes of an .eml file, in the plan's language, with CRLF line ends.

    `findings` are those the branch is asked about (sendback only): all are counted, the first 20 listed,
    errors first. `issue` is the attached workbook's issue number, `notice` what has changed in one that is
    replaced. `due` is by when a sendback is to be back; in one, `kpi` of a finding is the KPI's name. What
    is empty (due date, contact, organisation, address) is not spoken of; an address that is none is left out
    of To.
    """
    words = catalogue(settings.language)
    draft = _Draft(
        occasion=occasion,
        settings=settings,
        branch=branch,
        attachment=attachment,
        findings=tuple(findings),
        issue=one_line(issue),
        words=words,
        notice=notice,
        due=due,
    )
    message = EmailMessage(policy=POLICY)
    message["X-Unsent"] = "1"
    to = addresses(branch.email)
    if to:
        message.set_raw("To", ",\r\n ".join(to))
    message.set_raw("Subject", encoded(draft.subject, "Subject"))
    body = draft.body
    # Base64: every mail program reads it, and no line is too long, whatever a branch typed.
    message.set_content(body, cte="base64")
    if attachment is not None:
        digest = hashlib.sha256(body.encode() + attachment.content).hexdigest()[:32]
        # No line of base64 begins with "--=_", so the boundary cannot stand in a part.
        message.make_mixed(boundary=f"=_{digest}")
        message.attach(workbook_part(attachment))
    return message.as_bytes()


def add_draft(
    files: WriteSet,
    folder: Path,
    occasion: Occasion,
    settings: Settings,
    branch: Branch,
    stem: str,
    attachment: Attachment | None,
    *,
    findings: Sequence[RenderedFinding] = (),
    issue: str = "",
    notice: Notice | None = None,
    due: dt.date | None = None,
) -> Path:
    """Add a draft to a command's files, in `folder`, named after the workbook that it is about."""
    path = folder / draft_name(occasion, stem, catalogue(settings.language))
    content = build_draft(
        occasion, settings, branch, attachment, findings=findings, issue=issue, notice=notice, due=due
    )
    return files.add(path, content)


def draft_name(occasion: Occasion, stem: str, words: Catalogue) -> str:
    """45_宮崎_FY2024 → 45_宮崎_FY2024_催促.eml; `stem` is the entry workbook's file name without .xlsx."""
    return f"{stem}_{words(f'mail.name.{occasion}')}.eml"


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """Subject and body of one draft."""

    occasion: Occasion
    settings: Settings
    branch: Branch
    attachment: Attachment | None
    findings: tuple[RenderedFinding, ...]
    issue: str
    words: Catalogue
    notice: Notice | None = None
    due: dt.date | None = None

    @property
    def subject(self) -> str:
        organisation = one_line(self.settings.organisation)
        prefix = self.words("mail.prefix", organisation=organisation) if organisation else ""
        what = self.words(
            f"mail.{self.occasion}.subject",
            year=self.settings.fiscal_year,
            branch=self._branch_name,
        )
        return prefix + what

    @property
    def body(self) -> str:
        """Blocks with a blank line between them.

        Outlook joins the lines of a plain text after one of 40 characters, except before a line that
        begins with two blanks: a paragraph is one line, and the lines of a list are indented.
        """
        blocks = [
            [self.words("mail.addressee", branch=self._branch_name)],
            [self.words(f"mail.{self.occasion}.greeting")],
            *([paragraph] for paragraph in self._paragraphs()),
            [f"  {fact}" for fact in self._facts()],
            self._changes(),
            self._steps(),
            self._list() if self.occasion is Occasion.SENDBACK and self.findings else [],
            [self.words("mail.closing")],
            [one_line(self.settings.organisation)],
        ]
        return "\n\n".join("\n".join(block) for block in blocks if any(block)) + "\n"

    @property
    def _japanese(self) -> bool:
        return self.words.language == "ja"

    @property
    def _branch_name(self) -> str:
        name = one_line(self.branch.name) or one_line(self.branch.code)
        return (
            name
            if name.casefold().endswith(BRANCH_ENDINGS)
            else one_line(self.words("mail.branch", name=name))
        )

    def _paragraphs(self) -> list[str]:
        words = self.words
        request = "request" if self.attachment else "request_bare"
        text = format_year_in_full(self.settings.fiscal_year, words.language)
        first = [words(f"mail.{self.occasion}.intro", year=text)]
        if self.occasion is Occasion.SENDBACK and self.findings:
            first.append(words("mail.sendback.count", count=len(self.findings)))
        first.append(words(f"mail.{self.occasion}.{request}"))
        paragraphs = ["".join(first) if self._japanese else " ".join(first)]
        if self.notice:
            paragraphs.append(words(f"mail.replace.{'filled' if self.notice.is_filled else 'begun'}"))
            paragraphs.append(words("mail.replace.older"))
        if self.occasion is Occasion.REMIND:
            if self.attachment and self.issue:
                paragraphs.append(words("mail.remind.begun"))
            paragraphs.append(words("mail.remind.crossed"))
        return paragraphs

    def _facts(self) -> list[str]:
        """Due date, attachment and contact, as far as there are any.

        The plan's due date is that of the first submission: a sendback names a new one, or none.
        """
        words = self.words
        due = self.due if self.occasion is Occasion.SENDBACK else self.settings.due
        facts = []
        if due:
            facts.append(words("mail.due", due=_date(due, words)))
        if self.attachment:
            facts.append(words("mail.attached", name=file_name(self.attachment.name)))
        if self.attachment and self.issue:
            facts.append(words("mail.issue_number", issue=self.issue))
        contact = one_line(self.settings.contact)
        if contact:
            facts.append(words("mail.contact", contact=contact))
        return facts

    def _changes(self) -> list[str]:
        """What has changed in a workbook that is replaced."""
        changes = self.notice.changes if self.notice else ()
        if not changes:
            return []
        lines = [f"  {number}. {_shortened(text)}" for number, text in enumerate(changes[:_MOST_FINDINGS], 1)]
        more = len(changes) - _MOST_FINDINGS
        if more > 0:
            lines.append("  " + self.words("mail.replace.more", count=more))
        return [self.words("mail.replace.list"), *lines]

    def _steps(self) -> list[str]:
        words = self.words
        if self.occasion is Occasion.SENDBACK:
            title = words("mail.sendback.steps")
            marked = [words("mail.sendback.marked", sheet=words("sheet.corrections"))]
            steps = marked if self.attachment else []
            steps += [words("mail.sendback.correct"), words("mail.sendback.keep")]
        else:
            title = words("mail.steps")
            steps = [words("entry.how_to"), words("mail.details", sheet=words("sheet.instructions"))]
        steps.append(words("mail.send_back"))
        return [title, *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]

    def _list(self) -> list[str]:
        """The findings: place, what was seen, what to do."""
        words = self.words
        lines = [words("mail.sendback.list")]
        ordered = sorted(self.findings, key=lambda item: item.severity.order)
        for number, item in enumerate(ordered[:_MOST_FINDINGS], 1):
            where = one_line(f"{item.sheet} {item.cell}") or one_line(PurePosixPath(item.file).name)
            place = " ".join(part for part in (_shortened(item.kpi), where) if part)
            severity = words(f"severity.{item.severity}")
            title = words(
                "mail.sendback.item", severity=severity, place=place or words("mail.sendback.whole")
            )
            lines.append(f"  {number}. {title}")
            lines.append(f"     {_shortened(item.message)}")
            if one_line(item.hint):
                lines.append(f"     → {_shortened(item.hint)}")
        more = len(self.findings) - _MOST_FINDINGS
        if more > 0:
            lines.append("  " + words("mail.sendback.more", count=more))
            if self.attachment:
                lines.append("  " + words("mail.sendback.more_at", sheet=words("sheet.corrections")))
        return lines


def _date(day: dt.date, words: Catalogue) -> str:
    """令和7年5月30日（2025年5月30日 金曜日）, or Friday, 30 May 2025."""
    month = words("mail.months").split()[day.month - 1]
    weekday = words("mail.weekdays").split()[day.weekday()]
    western = words("mail.day", year=day.year, month=month, day=day.day)
    if words.language != "ja":
        return f"{weekday}, {western}"
    era = era_year(day).removesuffix("年")
    return f"{words('mail.day', year=era, month=month, day=day.day)}（{western} {weekday}）"


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
