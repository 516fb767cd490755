"""The words that say how often: in a year, every month; and of what is done so often."""

from kpixl.model.lexicon.targets import NUMBER, UNIT
from kpixl.model.target import Period

_A = r"(?:間)?(?:に(?:つき)?|で|あたり|当たり|当り)?"
# Neither 令和7年に nor 3年に is 年に, and 3か月に is not 月に.
_YEAR_ALONE = rf"(?<![\d一二三四五六七八九十元半来昨今前翌])(?:1|一)?年(?={NUMBER}|間|に|で|あ|当)"
_MONTH_ALONE = rf"(?<![\d一二三四五六七八九十かヶカヵケ箇今来先翌])月(?={NUMBER}|平均|間|に|あ|当)"
_ONE_MONTH = r"(?<![\d一二三四五六七八九十])(?:1|一)(?:か|ヶ|カ|ヵ|ケ|箇)?月(?:ごと|毎)?"
_HALF, _QUARTER = "(?<![四上下])(?:1|一)?半期|半年", r"(?<![第\d])(?:1|一)?四半期"
# Behind these a number must follow: 年4回, 四半期に2回.
PERIODS = {
    Period.YEAR: rf"(?:年間|毎年度?|年度(?:内|中)に|通年で|{_YEAR_ALONE}){_A}",
    Period.HALF: rf"(?:毎半期|各半期|(?:{_HALF})(?:ごと|毎)?)(?:に)?{_A}",
    Period.QUARTER: rf"(?:毎四半期|各四半期|{_QUARTER}(?:ごと|毎)?)(?:に)?{_A}",
    Period.MONTH: rf"(?:毎月|各月|ひと月|月ごと|月毎|{_ONE_MONTH}|{_MONTH_ALONE}){_A}",
}
_EVERY_MONTH = r"(?<![\d一二三四五六七八九十])(?:1|一)(?:か|ヶ|カ|ヵ|ケ|箇)月(?:ごと|毎)"
# These say once in every one of them by themselves.
EVERY = {
    Period.YEAR: r"毎年度?|年度ごと(?:に)?",
    Period.HALF: rf"(?:毎半期|各半期|(?:{_HALF})(?:ごと|毎))(?:に)?",
    Period.QUARTER: rf"(?:毎四半期|各四半期|{_QUARTER}(?:ごと|毎))(?:に)?",
    Period.MONTH: rf"(?:毎月|各月|月ごと|月毎|{_EVERY_MONTH})(?:に)?",
}
PERIODS_EN = {
    Period.YEAR: "(?:a|per|every|each)year|yearly|annually",
    Period.HALF: "(?:a|per|every|each)half-?year",
    Period.QUARTER: "(?:a|per|every|each)quarter|quarterly",
    Period.MONTH: "(?:a|per|every|each)month|monthly",
}
OTHER_PERIODS = (
    r"毎日|毎週|隔月|隔週|隔年|週(?=\d)|日(?=\d+回)|\d+(?:か|ヶ|カ|ヵ|ケ|箇)月に|\d年に\d"
    r"|(?:a|per|every|each)(?:week|day)|weekly|daily"
)

_AMOUNT = rf"{NUMBER}(?:{UNIT})?"
_SLASHED = {
    Period.YEAR: "年",
    Period.HALF: "半期",
    Period.QUARTER: "四半期",
    Period.MONTH: "(?:か|ヶ|カ|ヵ)?月",
}
# 10件以上/月, 10 or more a month: the period behind the number.
BEHIND = {
    period: rf"(?P<amount>{_AMOUNT})(?P<side>以上|以内|以下)?[/／]{_SLASHED[period]}(?P<then>以上|以内|以下)?"
    rf"|(?P<amount_en>(?:atleast)?{_AMOUNT}(?:ormore(?:times)?|oratleast)?)(?:{PERIODS_EN[period]})"
    for period in Period
}
MEAN = "平均"
COMMA = "、"
COUNTED = rf"(?P<times>\d{{1,3}})(?P<unit>{UNIT}|度)?(?:以上)?(?P<rest>.*)"
# 年12回の情報発信を行う, 研修を年4回以上開催する, 毎月情報発信を行う, carry out visits every month.
DOING = r"(?P<before>.*?)(?:実施(?:する|し|すること)?|開催(?:する|すること)?|行[うい](?:こと)?)。?"
CARRY_OUT = r"(?:carryout|do)(?P<rest>.*)"
TIMES_EN = r"(?P<what>[^\d]*?)(?:(?:atleast)?(?P<times>\d+)(?:ormore)?times|once)?"
