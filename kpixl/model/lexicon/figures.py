"""The words that stand in the cell of a figure: states, done or not, dates, points in time, about."""

from kpixl.model.figure import FigureState

# All the characters that are typed for a minus sign, and the two triangles of Japanese accounts.
MINUS_SIGNS = "-−－–—‐‑‒―ー△▲"

STATES: dict[FigureState, frozenset[str]] = {
    FigureState.NONE: frozenset({*"-−－–—‐‑‒―ー", "該当なし", "n/a"}),
    FigureState.UNSETTLED: frozenset({"未確定", "未定", "集計中", "確定前", "unsettled", "pending", "tbd"}),
    FigureState.UNKNOWN: frozenset({"…", "...", "・・・", "‥", "不明", "unknown"}),
    FigureState.SUPPRESSED: frozenset({"x", "χ", "***", "秘匿", "suppressed"}),
}
# What a number format may show for 0, in folded text without its unit: ¥-, なし.
SHOWN_ZERO = rf"[¥\\]?[{MINUS_SIGNS}]|なし|無し|ゼロ"
DONE = (
    r"実施(?:済み?|しました|した)?"
    r"|(?!.*(?:未|不|非)実施)(?!.*(?:来年|次年|翌年|今後|予定|検討|一部|部分)).+実施(?:済み?|しました|した)?"
    r"|done|yes|○|〇|◯"
)
NOT_DONE = r"未実施|実施(?:せず|なし|しなかった|していない)|不実施|not ?done|no|×|✕"

PLAIN_WORDS = frozenset({"実施", "未実施", "Done", "Not done"})  # the drop-downs' own words need no note
COUNTED_DONE = r"(?P<count>[\d０-９]+[件回])(?:を?実施|開催|発行|配信|発信)(?:した|しました|済み?)?"
# 2機関を訪問, 研修会を2回開催した, 実施（5社を訪問）: what was done says that it was done.
_DOING = (
    "訪問|開催|実施|発信|配信|発行|送付|発送|説明|協議|参加|出展|掲載|作成|配布|周知|要請|依頼|意見交換|面談"
    "|研修|支援|連携|締結|派遣|提供|公表|広報|勧奨"
)
EVIDENCE = (
    rf".*(?:{_DOING})(?:を?(?:行った|行いました|行う|した|しました|済み?|する))?。?|.*(?:を行った|を行いました)。?"
    r"|実施(?:済み?|しました|した)?[(（。、:：・ ].+|(?:done|carried out)\b.+"
)
NO_EVIDENCE = (
    r"未(?:実施|開催|訪問|発)|不実施|非実施|せず|ない|なし|なかった|できず|予定|検討|中止|見送|延期|断念"
    r"|来年|次年|翌年|今後|一部|部分|回目|準備中|調整中|\bnot\b|planned"
)

DATE = (
    r"\d{1,7}:\d\d(?::\d\d)?|"
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[-/]\d{1,2}|\d{1,2}月\d{1,2}日|(?:令和|平成|R|H)\d{1,2}[./年].*"
)
NUMERAL = r"[①-⑳㉑-㊿⓪Ⅰ-Ⅿⅰ-ⅿ一二三四五六七八九十百千万億〇零]+"
APPROXIMATE = r"^(?:約|およそ|ほぼ|概ね|approx\.?|about|ca\.?|~|〜|～)|(?:程度|弱|強|余り?|前後)$"

# Only what can be a year and a month: 62.2 (1234.56) is two figures, not a figure and its 時点.
ERA_OR_YEAR = r"(?:令和|平成|[RHrh])\.?(?:元|\d{1,2})|(?:19|20)\d{2}"
MONTH = r"(?:1[0-2]|0?[1-9])月?"
MONTH_NAME = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
POINT_IN_TIME = (
    rf"(?:(?:{ERA_OR_YEAR})(?:[年./]\s*{MONTH}|年度?)(?:[./]\d{{1,2}}|\d{{1,2}}日)?"
    r"|(?:令和|平成|[RHrh])\.?(?:元|\d{1,2})|FY\s?(?:20)?\d{2}|\d{1,2}年度"
    rf"|(?:as of )?{MONTH_NAME} (?:\d{{1,2}}, )?20\d{{2}})(?:末|診療分|実績)?"
)
AS_OF_BRACKET = (
    rf"^(?P<rest>.+?)\s*[(\[【〈《「『](?P<as_of>{POINT_IN_TIME}\s*(?:まで|時点|現在|末)?)[)\]】〉》」』]$"
)
_FISCAL_YEAR = rf"(?:{ERA_OR_YEAR}|\d{{1,2}})年度|FY\s?20\d{{2}}(?!\d)"
AS_OF_BEFORE = (
    rf"^(?P<as_of>{POINT_IN_TIME}\s*(?:まで|時点|現在|末|実績)|{_FISCAL_YEAR})[:、,]?\s*(?P<rest>.+)$"
)
