"""The words of the target language: sides, past years, what joins two references, what excepts branches."""

from kpixl.model.target import Direction

SIDES = {
    Direction.AT_LEAST: (
        "以上", "最低", "oratleast", "atleast", "ormore", "notlessthan", "nolessthan", "nofewerthan",
        ">=", "≧", "≥",
    ),
    Direction.AT_MOST: (
        "以下", "以内", "最大", "まで", "oratmost", "atmost", "orless", "orfewer", "within", "notmorethan",
        "nomorethan", "<=", "≦", "≤",
    ),
    Direction.EQUAL: ("equalto", "に等しい"),
}  # fmt: skip
UP_TO = "まで"
# 前年度まで and 7日まで may be points in time, 15件まで is not.
UP_TO_BEHIND_AN_AMOUNT = r"(?<=[\d%円件社所人名回枚点間])まで"

TARGET = "目標"  # may stand before an amount
ENDING = (
    r"(?:とすること|とする|にする|とし|を?維持すること|を?維持する|を?維持し|を維持"
    r"|を目指す|を達成する|を確保する)?。?"
)
THIS_BRANCH = "この支部は|当支部は|thisbranch:"
PRIOR = (
    r"(?P<then>年度末時点で)?対?[前昨]年度(?P<end>末)?(?:の?実績)?値?"
    r"|(?:the)?prioryear(?P<end_en>-?end)?(?:'?s?actual)?"
)
MEAN = (
    r"対?(?:過去|直近|前)?の?(?P<years>\d{1,3}|[二三四五六七八九十])(?:か年|ヶ年|カ年|ヵ年|ケ年|箇年|年度|年)間?の?(?:実績の?)?平均(?:値|実績)?"
    r"|(?:the)?(?P<years_en>\d{1,3})-?years?-?(?:mean|average)"
    r"|(?:the)?(?:mean|average)of(?:the)?(?:last|past)?(?P<years_of>\d{1,3})years"
)
JOIN = r"と(?!す|し)|又は|または|若しくは|もしくは|及び|および|か|、(?!ただし|但し)"
WHICH = r"(?:の|いずれか|どちらか|うち|、)*(?:(?P<high>高い|大きい|多い)|低い|小さい|少ない)(?:方|ほう)"
OF_TWO = r"(?:the)?(?:(?P<high>higher|greater|larger)|lower|lesser|smaller)of"
AND = r"and|or"
BUT = r"[、,。]?\(?(?:ただし|但し)[、,]?"
BUT_EN = r"[,;]?but"
# What stands before and behind the amount of a condition (既に80以上の支部は).
LIMIT_BEGINS = r"(?:[前昨]年度の?実績が|[前昨]年度が|既に|すでに)?"
LIMIT_ENDS = r"(?:である|にある)?の?(?:支部|場合)(?:について|において|で)?は?、?"
FOR_BRANCHES = r"forbranches(?:at|with)"
KANJI_DIGITS = "〇一二三四五六七八九十"

NO_TARGET = r"(?:.*より|現在)?(?:kpi|目標)?設定なし|なし|(?:no|without)target|none|[-－—―‐–−ー]"
# Doing a counted thing (3件以上実施する) is more than doing: such a text is not read as one.
DO = (
    r"(?!.*[未不非]実施)(?!.*(?:以上|以下|以内|%)(?:とし|にし))(?!.*(?:以上|以下|以内)を?(?:実施|行う))"
    r"(?!.*\d(?:回|件|社|事業所|人|名|枚|%|円))(?:.*実施(?:する|し|すること)?。?|.+を行[うい](?:こと)?。?)"
    r"|do|carryout|done"
)
