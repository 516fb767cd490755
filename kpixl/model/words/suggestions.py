"""The words of what people mean by a target that is refused: sides, conditions and past years, roughly.

These meet text with its spaces, because English sides are words.
"""

from kpixl.model.target import Direction

# The sides that people type, strict and negated ones too, behind an amount and before it.
BEHIND = {
    Direction.AT_LEAST: (
        r"以上|超(?!過)|を?(?:超え(?!な)|上回(?!らな)|下回らな)|\s*or\s*(?:more|better|above|higher|over)"
    ),
    Direction.AT_MOST: (
        r"以下|以内|未満|を?(?:下回(?!らな)|上回らな|超えな)|\s*or\s*(?:less|fewer|below|lower|under)"
    ),
}
UP_TO = r"まで(?!に)"  # behind an amount only: 令和7年度まで is a time
BEFORE = {
    Direction.AT_LEAST: (
        r"not?\s+(?:less|fewer)\s+than|not?\s+(?:below|under)|at\s*least|more\s+than|over|above|exceed(?:s|ing)?"
        r"|minimum(?:\s+of)?|最低(?:でも)?|下限|>=?|≧|≥"
    ),
    Direction.AT_MOST: (
        r"not?\s+more\s+than|not?\s+(?:over|above)|not\s+(?:to\s+)?exceed(?:ing)?|at\s*most|(?:less|fewer)\s+than"
        r"|below|under|within|up\s+to|max(?:imum)?(?:\s+of)?|最大(?:でも)?|上限|<=?|≦|≤"
    ),
}
# What stands around an amount that is not the target's own: 比, 年, 千.
START = r"(?<![\d.,a-z±+×*~〜→比年第和成十百千万億兆])"
END = r"(?![~〜年月度割十百千万億兆ポ])"
NEGATED = r"(?:(?<![a-z])not?|n't|never)\s*$"

CONDITION = r"(?:ただし|但し|だが|\bbut\b).*(?:支部|branch)"
HIGHER = r"(?:高い|大きい|多い)(?:方|ほう)|(?:higher|greater|larger)\s+of"
LOWER = r"(?:低い|小さい|少ない)(?:方|ほう)|(?:lower|lesser|smaller)\s+of"
MEAN = (
    r"(?P<years>\d{1,3})?(?:か|ヶ|カ|ヵ|ケ|箇)?年度?間?の?(?:実績の?)?平均"
    r"|(?P<years_en>\d{1,3})?-?\s*years?-?\s*(?:mean|average)"
)
PRIOR = r"[前昨]年|(?:prior|last|previous)[\s-]*year"
YEAR_END = r"年度?末|year-?\s*end"
