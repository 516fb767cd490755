"""The words of what people mean by a target that is refused: sides, conditions and past years, roughly.

These meet text with its spaces, because English sides are words.
"""

from kpixl.model.target import Direction, Side

_LEAST, _MORE = Side(Direction.AT_LEAST), Side(Direction.AT_LEAST, strict=True)
_MOST, _LESS = Side(Direction.AT_MOST), Side(Direction.AT_MOST, strict=True)
# The sides that people type, negated ones too, behind an amount and before it.
BEHIND = {
    _LEAST: r"以上|を?(?:下回らな|割らな)|\s*or\s*(?:more|better|above|higher|over)",
    _MORE: r"超(?!過)|を?(?:超え(?!な)|上回(?!らな))",
    _MOST: r"以下|以内|を?(?:上回らな|超えな)|\s*or\s*(?:less|fewer|below|lower|under)",
    _LESS: r"未満|を?下回(?!らな)",
}
# Behind an amount only: 令和7年度まで is a time.
BEHIND_AN_AMOUNT = BEHIND | {_MOST: BEHIND[_MOST] + r"|まで(?!に)"}
BEFORE = {
    _LEAST: (
        r"not?\s+(?:less|fewer)\s+than|not?\s+(?:below|under)|at\s*least|minimum(?:\s+of)?|最低(?:でも)?|下限"
        r"|>=|≧|≥"
    ),
    _MORE: r"more\s+than|over|above|exceed(?:s|ing)?|>(?!=)",
    _MOST: (
        r"not?\s+more\s+than|not?\s+(?:over|above)|not\s+(?:to\s+)?exceed(?:ing)?|at\s*most|within|up\s+to"
        r"|max(?:imum)?(?:\s+of)?|最大(?:でも)?|上限|<=|≦|≤"
    ),
    _LESS: r"(?:less|fewer)\s+than|below|under|<(?!=)",
}
# A number of a part of the year, with the part's name as group.
PER = (
    r"(?P<month>毎月|各月|(?<!\d)1?(?:か|ヶ|カ|ヵ|ケ|箇)?月(?:平均|間|に|あたり|当たり|当り)?(?=\d)|/月"
    r"|(?:a|per|every|each)\s*month)|(?P<quarter>四半期|quarter)|(?P<half>半期|半年|half-?\s*year)"
)
PERCENT_OF_PRIOR = r"(?:比|年度の)(?P<percent>\d+(?:\.\d+)?)%(?!の?[増減])"
PERCENT_MORE = (
    r"(?:\+|プラス|(?P<minus>[-−△▲]|マイナス)|より|から)\s*(?P<percent>\d+(?:\.\d+)?)\s*(?:%|パーセント|percent(?!age))"
    r"(?:以上)?の?(?P<less>減|低下|引き?下げ|削減|縮|短縮|ダウン|低い|少ない)?"
)
TIMES = r"(?P<times>[1-9]\d{0,2})(?:回|度|times)"
NOT_TIMES = "[週日月期]|week|day|month|quarter|half"
# What stands around an amount that is not the target's own: 比, 年, 千.
START = r"(?<![\d.,a-z±+×*~〜→比年第和成十百千万億兆])"
END = r"(?![~〜年月度割十百千万億兆ポ])"
NEGATED = r"(?:(?<![a-z])not?|n't|never)\s*$"

CONDITION = r"(?:ただし|但し|だが|\bbut\b).*(?:支部|branch)"
HIGHER = r"(?:高い|大きい|多い)(?:方|ほう)|(?:higher|greater|larger)\s+of"
LOWER = r"(?:低い|小さい|少ない)(?:方|ほう)|(?:lower|lesser|smaller)\s+of"
NATIONAL = "全国|national"
MEAN = (
    r"(?P<years>\d{1,3})?(?:か|ヶ|カ|ヵ|ケ|箇)?年度?間?の?(?:実績の?)?平均"
    r"|(?P<years_en>\d{1,3})?-?\s*years?-?\s*(?:mean|average)"
)
PRIOR = r"[前昨]年|(?:prior|last|previous)[\s-]*year"
YEAR_END = r"年度?末|year-?\s*end"
