"""The words of the target language: sides, past years, what joins two references, what excepts branches."""

import re

from kpixl.model.target import Direction, Side
from kpixl.model.unit import UNITS

# ── amounts ──────────────────────────────────────────────────────────────────────────────────────
_SPELLINGS = {
    "".join(spelling.split()).replace("％", "%").lower() for unit in UNITS for spelling in unit.spellings
}
UNIT = "|".join(re.escape(spelling) for spelling in sorted(_SPELLINGS, key=lambda text: (-len(text), text)))
_UNSIGNED = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
NUMBER = rf"[-−△▲]?{_UNSIGNED}(?![\d.,]?\d)"
NEGATIVE = "-−△▲"
# An amount is a number with an optional unit; a remark such as （※） may follow the unit.
AMOUNT = rf"(?P<number>{NUMBER})(?P<unit>{UNIT})?(?:\(※\d*\))?"
TARGET_AMOUNT = rf"(?:目標)?{AMOUNT}"
_PERCENT = "%|パーセント|percent"
_POINTS = r"(?:%?ポイント|percentagepoints?|points?|%?pts?)"
POINT_UNITS = frozenset({"ポイント", "point"})

# ── sides ────────────────────────────────────────────────────────────────────────────────────────
UP_TO = "まで"
# 前年度まで and 7日まで may be points in time, 15件まで is not.
_UNIT_ENDS = "".join(sorted({spelling[-1] for spelling in _SPELLINGS} - set("日月年週")))
UP_TO_BEHIND_AN_AMOUNT = rf"(?<=[\d{re.escape(_UNIT_ENDS)}])まで"
SIDES = {
    Side(Direction.AT_LEAST): (
        "以上", "最低(?:でも)?", "を?下回らない(?:こと)?", "oratleast", "atleast", "ormore", "notlessthan",
        "nolessthan", "nofewerthan", "notbelow", "notunder", ">=", "≧", "≥",
    ),
    Side(Direction.AT_LEAST, strict=True): (
        "を?超える(?:こと)?", "を?超え(?![るなず])", "超(?![過え])", "を?上回る(?:こと)?",
        "より(?:も)?(?:高い|多い|大きい)(?:こと)?", "(?:比|より)増(?:加(?:する|させる)?|やす)?",
        "より(?:も)?(?:向上|上昇)(?:する|させる)?",
        "morethan", "over", "above", "exceeding", ">(?!=)",
    ),
    Side(Direction.AT_MOST): (
        "以下", "以内", "最大(?:でも)?", UP_TO_BEHIND_AN_AMOUNT, "を?超えない(?:こと)?",
        "を?上回らない(?:こと)?", "oratmost",
        "atmost", "orless", "orfewer", "within", "upto", "notmorethan", "nomorethan", "notover", "notabove",
        "notexceeding", "<=", "≦", "≤",
    ),
    Side(Direction.AT_MOST, strict=True): (
        "未満", "を?下回る(?:こと)?", "より(?:も)?(?:低い|少ない|小さい)(?:こと)?",
        "(?:比|より)減(?:少(?:する|させる)?|らす)?",
        "より(?:も)?(?:低下|縮減|削減|短縮)(?:する|させる)?",
        "lessthan", "fewerthan", "below", "under", "<(?!=)",
    ),
    Side(Direction.EQUAL): ("equalto", "に等しい"),
}  # fmt: skip
SIDE = "|".join(sorted((word for words in SIDES.values() for word in words), key=len, reverse=True))
_UP = "引き?上げ|拡大|増や|増加|増大|高め|伸ば|向上|拡充|増"
_DOWN = "引き?下げ|減ら|減少|縮小|縮減|低減|短縮|抑え|抑制|削減|圧縮|低下|減"
# ～まで引き下げる, ～に増やす: the verb says on which side the number is good.
MOVE = rf"(?:まで|に|へ)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:させ)?(?:する|る|す|し)?(?:こと)?"
ENDING = (
    r"(?:(?:と|に)する(?:こと)?(?:を目標とする|を目指す)?|とし|を?維持(?:すること|する|し)?"
    r"|(?:を|の達成を|こと)?目指す|を?目標とする|を?(?:達成|確保)(?:する|すること)?|に到達(?:する|させる)?)?。?"
)

# ── numbers in words ─────────────────────────────────────────────────────────────────────────────
KANJI_DIGITS = "〇一二三四五六七八九"
TEN_THOUSAND = "万"
TENS = {"十": 10, "百": 100, "千": 1000}
_FOLLOWS = (
    rf"(?=(?:{UNIT})?(?:{SIDE})|(?:{UNIT})(?:まで|に|と|を|。|$)|(?:まで|とする|を目指す)"
    rf"|に(?:{_UP}|{_DOWN}))"
)
KANJI_NUMBER = rf"(?<![{KANJI_DIGITS}十百千万\d.,])[{KANJI_DIGITS}十百千万]+{_FOLLOWS}"
ZERO = rf"(?:ゼロ|零|zero)(?:{_FOLLOWS}|(?=[。)\]]|$))"


# ── figures of other years, and of the whole ─────────────────────────────────────────────────────
KANJI_YEAR = "[一二三四五六七八九十]+"
QUOTED = r"^[「『“\"](?P<inside>[^「」『』“”\"]+)[」』”\"]$"
PRIOR = (
    r"(?P<then>年度末時点で)?対?[前昨]年度(?P<end>末)?(?:時点)?(?:の?(?:実績|水準))?値?"
    r"|(?:the)?prioryear(?P<end_en>-?end)?(?:'?s?actual)?"
)
_YEAR = (
    r"(?:(?:令和|平成|昭和|[rhs])(?:元|\d{1,2}|[一二三四五六七八九十]{1,3})年度"
    r"|[rhs]\d{1,2}(?:年度)?(?=の?実績)|(?:19|20)\d{2}年度|fy(?:19|20)\d{2})"
)
OF_YEAR = rf"対?(?P<year>{_YEAR})末?(?:時点)?の?(?:実績|水準|actual)?値?"
NATIONAL = (
    rf"対?(?:(?P<prior>[前昨]年度の?)|(?P<year>{_YEAR})の?)?(?:全国|全社|全体)の?(?:平均|水準|計|実績)?(?:値|実績)?"
    r"|(?:the)?(?:(?P<prior_en>prior-?year(?:'?s)?)|(?P<year_en>fy(?:19|20)\d{2}))?national(?:average|mean|figure|actual)"
)
MEAN = (
    r"対?(?:過去|直近|前)?の?(?P<years>\d{1,3}|[二三四五六七八九十])(?:か年|ヶ年|カ年|ヵ年|ケ年|箇年|年度|年)間?の?(?:実績の?)?平均(?:値|実績)?"
    r"|(?:the)?(?P<years_en>\d{1,3})-?years?-?(?:mean|average)"
    r"|(?:the)?(?:mean|average)of(?:the)?(?:last|past)?(?P<years_of>\d{1,3})years"
)
# 前年度比101％; 前年度＋1.0ポイント, 前年度から5件増, 前年度比5％以上の減.
_MOVED = "[増減上下向改低削縮短引アダ]"
SCALED = (
    rf"(?:に?対)?(?:の|比)(?P<number>{_UNSIGNED})(?:{_PERCENT})"
    rf"(?!ポ|pt|の?(?!低い(?:方|ほう)){_MOVED}|以上の?{_MOVED})"
)
SCALED_EN = rf"(?P<number>{NUMBER})(?:%|percent)of(?!the(?:higher|lower|mean|average)of)"
_AMOUNT_OF_CHANGE = (
    rf"(?P<number>{_UNSIGNED})(?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT})|(?P<unit>{UNIT}))?"
)
_PLUS, _MINUS = r"\+|プラス", r"[-−－△▲]|マイナス"
SHIFTED = rf"(?P<ratio>比)?(?:{_PLUS}|(?P<minus>{_MINUS})){_AMOUNT_OF_CHANGE}(?P<side>(?!))?"
_MORE = r"増や(?=す)|増加?|向上|上昇|引き?上げ|アップ|高い|多い"
_LESS = r"減ら(?=す)|減少?|低下|引き?下げ|削減|縮減|縮小|短縮|ダウン|低い|少ない"
CHANGED = (
    rf"(?:(?P<ratio>比)で?|より|から|に比べて?、?|に対して?){_AMOUNT_OF_CHANGE}(?P<side>以上)?の?(?:{_MORE}|(?P<minus>{_LESS}))"
    r"(?:させる|する|る|す|させ)?"
)

# ── numbers stated beside, two references, exceptions ────────────────────────────────────────────
# （0.214％）, （84.12％以上）; of a whole target also （この支部は64.2％）.
STATED = rf"[(\[]{AMOUNT}(?P<side>{SIDE})?[)\]]"
# （R6年度実績：78.1％）, ※前年度78.1％: a figure with what it is. No digit ends that: R678.1 parts nowhere.
QUOTED_FIGURE = (
    rf"(?:(?P<mark>※)|[(\[〔【])(?P<label>[^()\[\]〔〕【】]*?[^()\[\]〔〕【】\d.,]){AMOUNT}(?P<side>{SIDE})?"
    r"(?(mark)$|[)\]〕】])"
)
_SHORT_YEAR = rf"(?:{_YEAR}|(?:令和|平成|[rh])(?:元|\d{{1,2}})|(?:19|20)\d{{2}})"
_ACTUAL = r"(?:時点|現在)?の?(?:実績|水準|actual)?値?"
_WHOLE = r"(?:全国(?:平均|計)?|national(?:average|mean|figure)?)"
LABEL = (
    rf"(?:参考[:、]?)?(?:(?P<first>{_SHORT_YEAR}|\d{{1,2}})年?度?[~〜\-－](?P<last>{_SHORT_YEAR}|\d{{1,2}})(?:年度?)?"
    rf"(?:の?(?:\d{{1,2}}(?:か|ヶ|カ)?年(?:間)?)?の?平均)?{_ACTUAL}"
    rf"|(?:過去|直近)?の?(?:(?P<years>\d{{1,2}})(?:(?:か|ヶ|カ)?年(?:度|間)?の?|-?years?-?))?(?P<mean>平均|mean|average){_ACTUAL}"
    rf"|(?P<march>(?:令和|平成|[rh])\d{{1,2}}|20\d{{2}})[年.]3月末?{_ACTUAL}"
    rf"|(?:(?P<year>{_SHORT_YEAR})|(?P<prior>対?[前昨]年度|(?:the)?(?:prior|last)year(?:'?s)?))?末?の?(?P<whole>{_WHOLE})?{_ACTUAL}"
    r"|(?P<present>現状|現在)値?)(?:[:=]|は)?"
)
ERA = r"[^\d元]*"  # before the number of a year
_NAMED = "この支部は|当支部は|thisbranch:"
STATED_WHOLE = rf"[(\[](?P<named>{_NAMED})?{AMOUNT}(?P<side>{SIDE})?[)\]]"
# Of the whole, where nothing else parts it from the figure before it.
STATED_OF_ALL = rf"[(\[](?:適用後、この支部は|ofboth,thisbranch:){AMOUNT}(?P<side>{SIDE})?[)\]]"
STATED_NAMED = rf"[(\[](?:{_NAMED}){AMOUNT}(?P<side>{SIDE})?[)\]]"
JOIN = r"と(?!す|し)|又は|または|若しくは|もしくは|及び|および|か|、(?!ただし|但し)"
WHICH = r"(?:の|いずれか|どちらか|うち|、)*(?:(?P<high>高い|大きい|多い)|低い|小さい|少ない)(?:方|ほう)"
OF_TWO = r"(?:the)?(?:(?P<high>higher|greater|larger)|lower|lesser|smaller)of"
AND = r"and|or"
BUT = r"(?:とする|とし)?[、,。]?\(?(?:ただし|但し)[、,]?"
LIMIT = (
    rf"(?:[前昨]年度の?実績が|[前昨]年度が|既に|すでに)?{AMOUNT}(?P<side>{SIDE})(?:である|にある)?の?(?:支部|場合)"
    r"(?:について|において|で)?は?、?"
)
BUT_EN = r"[,;]?but"
FOR_BRANCHES = rf"forbranches(?:at|with)(?P<before>{SIDE})?{AMOUNT}(?P<side>{SIDE})?"
CLOSING = r"\)?。?"
BASELINE_ALONE = rf"\[{AMOUNT}\]"
NO_TARGET = (
    r"(?:.*より|現在)?(?:kpi|目標)?設定なし|(?:目標(?:は|を)?)?(?:なし|ない|設定しない|設定せず)"
    r"|(?:no|without)target|none|[-－—―‐–−ー]"
)
# Doing a counted thing (3件以上実施する) is more than doing: such a text is not read as one.
DO = (
    r"(?!.*[未不非]実施)(?!.*(?:以上|以下|以内|%)(?:とし|にし))(?!.*(?:以上|以下|以内)を?(?:実施|行う))"
    r"(?!.*\d(?:回|件|社|事業所|人|名|枚|%|円))(?:.*実施(?:する|し|すること)?。?|.+を行[うい](?:こと)?。?)"
    r"|do|carryout|done"
)
