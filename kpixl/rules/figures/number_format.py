"""Number formats as Excel writes them, parsed: what a cell shows of the number that it holds.

`0.0_%` leaves a gap as wide as a percent sign and shows none, `[<1]0.0%;0.0` shows one for 0.622 and none
for 62.2, `#,##0,` shows 944 for 944,000. A format is sections, a section is tokens; nothing is searched for.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from kpixl.model.lexicon import formats
from kpixl.rules.figures.format_tokens import Condition, DatePart, Token, TokenKind

_SIGNS = frozenset("-−△▲(")
_DIGITS = frozenset({TokenKind.DIGIT, TokenKind.GENERAL, TokenKind.TEXT})  # @ shows a number in full


@dataclass(frozen=True)
class Section:
    """One section of a format; `colour` is the one that it names, in small letters: red for [Red]."""

    tokens: tuple[Token, ...]
    condition: Condition | None = None
    colour: str = ""

    @cached_property
    def percents(self) -> int:
        """How many percent signs it has: each shows a hundred times the number."""
        return sum(token.kind is TokenKind.PERCENT for token in self.tokens)

    @cached_property
    def thousands(self) -> int:
        """How often the number is divided by a thousand: once for each comma behind its digits."""
        if self.is_date:
            return 0
        count = run = 0
        for token in self.tokens:
            if token.kind is TokenKind.COMMA:
                run += 1
            elif token.kind is TokenKind.DIGIT:
                run = 0  # a comma between digits groups them
            elif token.kind is TokenKind.POINT:
                count, run = count + run, 0
        return count + run if self._has(TokenKind.DIGIT) else 0

    @cached_property
    def is_date(self) -> bool:
        """True where it shows the number as a date, a time or a length of time."""
        return self._has(TokenKind.DATE)

    @cached_property
    def date_parts(self) -> frozenset[DatePart]:
        """The parts of a date that it shows."""
        return frozenset(token.part for token in self.tokens if token.part is not None)

    @cached_property
    def has_digits(self) -> bool:
        """True where the number itself is shown, in digits."""
        return any(token.kind in _DIGITS for token in self.tokens)

    @cached_property
    def is_plain(self) -> bool:
        """False for fractions and powers of ten, which show the number in another way."""
        if self._has(TokenKind.EXPONENT):
            return False
        three = zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False)
        return not any(  # ?/? and ?/8
            before.kind is TokenKind.DIGIT
            and slash.text == "/"
            and (after.kind is TokenKind.DIGIT or after.text.isdecimal())
            for before, slash, after in three
        )

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """The texts that stand around the number, each as a whole."""
        texts = [""]
        for token in self.tokens:
            if token.kind is TokenKind.LITERAL:
                texts[-1] += token.text
            else:
                texts.append("")
        return tuple(text.strip() for text in texts if text.strip())

    @cached_property
    def takes_text(self) -> bool:
        """True where it has an @, which stands for the text of a cell."""
        return self._has(TokenKind.TEXT)

    @cached_property
    def placeholders(self) -> tuple[str, str]:
        """The placeholders before the point and behind it."""
        whole = fraction = ""
        behind = False
        for token in self.tokens:
            if token.kind is TokenKind.POINT:
                behind = True
            elif token.kind is TokenKind.DIGIT and behind:
                fraction += token.text
            elif token.kind is TokenKind.DIGIT:
                whole += token.text
        return whole, fraction

    @cached_property
    def is_grouped(self) -> bool:
        """True where a comma stands between placeholders of the whole part."""
        pending = seen = False
        for token in self.tokens:
            if token.kind is TokenKind.POINT:
                return False
            if token.kind is TokenKind.DIGIT:
                if pending:
                    return True
                seen = True
            elif token.kind is TokenKind.COMMA:
                pending = seen
        return False

    @property
    def begins_with_sign(self) -> bool:
        """True where it writes a minus sign, or the parenthesis that stands for one, before the digits."""
        return (
            bool(self.tokens)
            and self.tokens[0].kind is TokenKind.LITERAL
            and self.tokens[0].text[:1] in _SIGNS
        )

    def _has(self, kind: TokenKind) -> bool:
        return any(token.kind is kind for token in self.tokens)


GENERAL = Section((Token(TokenKind.GENERAL, "General"),))
_MOST_NUMERIC = 3


@dataclass(frozen=True)
class NumberFormat:
    """A format: for every number one section, and for texts another."""

    sections: tuple[Section, ...]

    def section(self, value: Decimal) -> tuple[Section, bool]:
        """The section that shows a number, and whether it shows the number's minus sign by itself."""
        numeric = self._numeric
        if any(section.condition for section in numeric):
            section = self._conditional(numeric, value)
            return section, not section.begins_with_sign
        if len(numeric) == 1:
            return numeric[0], True
        if value < 0:
            return numeric[1], False
        return (numeric[-1] if value == 0 and len(numeric) == _MOST_NUMERIC else numeric[0]), True

    def text_section(self) -> Section | None:
        """The section that shows a text, the fourth or a last one with @; None: it is shown as it is."""
        if len(self.sections) > _MOST_NUMERIC:
            return self.sections[_MOST_NUMERIC]
        return self.sections[-1] if self.sections[-1].takes_text else None

    @cached_property
    def _numeric(self) -> tuple[Section, ...]:
        """The sections for numbers; General where there is none, or where a single one is for some alone."""
        last = min(len(self.sections) - (self.text_section() is not None), _MOST_NUMERIC)
        sections = self.sections[:last]
        is_for_all = len(sections) > 1 or (sections and sections[0].condition is None)
        return sections if is_for_all else (*sections, GENERAL)

    @staticmethod
    def _conditional(sections: tuple[Section, ...], value: Decimal) -> Section:
        """The first whose condition holds; one without a condition is for all that is left."""
        for at, section in enumerate(sections):
            condition = section.condition
            if condition is None and (at, len(sections)) == (1, _MOST_NUMERIC):
                condition = Condition("<", Decimal(0))  # of three, the second is for negative numbers
            if condition is None or condition.holds(value):
                return section
        return sections[-1]


_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|_(?P<gap>.)|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    rf"|(?P<general>{formats.GENERAL})"
    rf"|(?P<noon>{formats.NOON})"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>g{1,3}|e{1,4}|y{1,4}|m{1,5}|d{1,4}|a{3,4}|n{2,4}|h{1,2}|s{1,2}|r{1,2}|b{1,4})"
    r"|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile(formats.COLOUR, re.IGNORECASE)
_SYSTEM_DATE, _SYSTEM_TIME = "-f800", "-f400"  # [$-F800]: the long date of the machine, whatever follows
_DATE_LETTERS = {
    "g": (DatePart.ERA,),
    "e": (DatePart.ERA, DatePart.YEAR),
    "r": (DatePart.ERA, DatePart.YEAR),
    "y": (DatePart.YEAR,),
    "b": (DatePart.YEAR,),
    "m": (DatePart.MONTH,),
    "d": (DatePart.DAY,),
    "a": (DatePart.WEEKDAY,),
    "n": (DatePart.WEEKDAY,),
    "h": (DatePart.TIME,),
    "s": (DatePart.TIME,),
}
_WEEKDAY_LETTERS = 3  # ddd is Mon, dddd Monday


@lru_cache(maxsize=1024)
def parse_format(code: str) -> NumberFormat:
    """The format that a code describes; '' is General. No code is refused: what is unknown is a literal."""
    return NumberFormat(tuple(map(_section, _split(code)))) if code else NumberFormat((GENERAL,))


def _split(code: str) -> Iterator[str]:
    """The sections' codes; a semicolon within quotes, or behind a backslash, is none of theirs."""
    start = 0
    for match in _TOKEN.finditer(code):
        if match["sign"] == ";":
            yield code[start : match.start()]
            start = match.end()
    yield code[start:]


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition, colour = None, ""
    for match in _TOKEN.finditer(code):
        bracket = match["bracket"]
        if bracket is None:
            tokens += _tokens(match)
        elif found := _CONDITION.fullmatch(bracket.strip()):
            condition = Condition(found[1], Decimal(found[2]))
        elif _COLOUR.fullmatch(bracket.strip()):
            colour = bracket.strip().lower()
        else:
            tokens += _bracket(bracket)
    return Section(tuple(_minutes(tokens)), condition, colour)


def _tokens(match: "re.Match[str]") -> Iterator[Token]:
    """What one match stands for; nothing for gaps and fillings, which show no sign of their own."""
    kind, text = match.lastgroup, match[0]
    match kind:
        case "quoted" | "escaped":
            yield Token(TokenKind.LITERAL, match[kind])
        case "general":
            yield Token(TokenKind.GENERAL, text)
        case "noon":
            yield Token(TokenKind.DATE, text, DatePart.TIME)
        case "exponent":
            yield Token(TokenKind.EXPONENT, text)
        case "date":
            yield from _date(text.lower())
        case "sign":
            kinds = {
                "0": TokenKind.DIGIT, "#": TokenKind.DIGIT, "?": TokenKind.DIGIT,
                ".": TokenKind.POINT, ",": TokenKind.COMMA, "%": TokenKind.PERCENT, "@": TokenKind.TEXT,
            }  # fmt: skip
            yield Token(kinds.get(text, TokenKind.LITERAL), text)


def _date(letters: str) -> Iterator[Token]:
    if letters[0] == "d" and len(letters) >= _WEEKDAY_LETTERS:
        yield Token(TokenKind.DATE, letters, DatePart.WEEKDAY)
        return
    for part in _DATE_LETTERS[letters[0]]:
        yield Token(TokenKind.DATE, letters, part)


def _bracket(text: str) -> Iterator[Token]:
    """[h] is a length of time, [$¥-411] a currency sign; [$-411], [DBNum1] and the like show nothing."""
    if _ELAPSED.fullmatch(text):
        yield Token(TokenKind.DATE, text, DatePart.ELAPSED)
    elif text.startswith("$"):
        sign, _, language = text[1:].partition("-")
        if sign:
            yield Token(TokenKind.LITERAL, sign)
        if f"-{language}".lower() == _SYSTEM_DATE:
            for part in (DatePart.YEAR, DatePart.MONTH, DatePart.DAY):
                yield Token(TokenKind.DATE, text, part)
        elif f"-{language}".lower() == _SYSTEM_TIME:
            yield Token(TokenKind.DATE, text, DatePart.TIME)


def _minutes(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens with the months that are minutes as such: those behind an hour, or before a second."""
    known = list(tokens)
    dates = [at for at, token in enumerate(known) if token.kind is TokenKind.DATE]
    for number, at in enumerate(dates):
        before = known[dates[number - 1]].text.lower() if number else ""
        after = known[dates[number + 1]].text.lower() if number + 1 < len(dates) else ""
        is_minutes = before.startswith("h") or after.startswith("s")
        if known[at].part is DatePart.MONTH and is_minutes:
            known[at] = Token(TokenKind.DATE, known[at].text, DatePart.TIME)
    return iter(known)
