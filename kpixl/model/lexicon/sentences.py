"""The words of whole KPI sentences: what parts indicator and target, and one KPI and the next.

These meet the text as it was typed, but for its spaces.
"""

from kpixl.model.lexicon.rewordings import BY_YEAR_END

# What stands between indicator and target, and between one KPI and the next.
INDICATOR_ENDS = r"を|については?、?|は、|[:：]\s*|\s(?:to|at|is|be|are)\s"
ITEM = r"[①-⑳]|[(（]\d{1,2}[)）]"
NEXT = (
    r"[,，;]?\s+and\s+|[、,，]?(?:かつ|また(?!は)|及び|および|並びに)[、,，]?|(?<!\d)[,，]|[,，](?!\d)|[、;；。\n]"
    rf"|(?<=以上|以下|以内|する)(?:に[、,，](?:かつ|また(?!は))?[、,，]?|[\s・／/])|(?<=[％%])[\s・／/]|(?=\s*(?:{ITEM}))"
)
LEADING = (
    rf"^(?:[\s、，。・；;／/→⇒－■□●○〇◯]|{ITEM})+"
    r"|^(?:(?:raise|increase|reduce|lower|keep|bring|set)\s|(?:KPI|目標)\s*[:：])\s*"
)
LABEL = r"^\s*(?:KPI|目標)\s*[:：]\s*"
TRAILING = r"(?:[\s、，]|は$|\s(?:must|shall|should|will|has to)$)+$"
DO_ALONE = r"(?:実施(?:する|し|すること)?|do|done|carry\s*out)[。.]?"
DOING = (
    rf"(?!{BY_YEAR_END}(?:実施|行))(?P<indicator>.+?)[をの、]?(?:{BY_YEAR_END})?"
    r"(?:実施(?:する|し|すること)?|行う(?:こと)?|行い)[。.]?"
)
_OFTEN_EN = (
    r"(?:(?:(?:at\s+least\s+)?\d+(?:\s+or\s+more)?\s+times|once)\s+)?"
    r"(?:(?:a|per|every|each)\s+(?:year|half-?\s*year|quarter|month)|yearly|annually|quarterly|monthly)"
)
DOING_EN = rf"carry\s*out\s+(?!{_OFTEN_EN}\.?$)(?P<indicator>.+?)(?:\s+{_OFTEN_EN})?\.?"
IS_DONE = "を実施する"
DEADLINE = r"までに$|^by\s"  # no name of a figure: 9月末までに実施する
KEEPING = r"を?維持"
# 受診率、実施率 are two figures; 血圧、血糖の割合 and 働きかけや広報 are one.
SHARED = (
    r"及び|および|並びに|ならびに|\sand\s|(?:率|割合|数|額|状況)(?:[、，,・／/]|と(?!の))"
    r"|\b(?:rate|share|ratio|number|count)s?\s*[,/]"
)
# What no indicator holds: an ending, or the beginning of a target behind the word that begins targets.
BEGUN = r"(?:を|[:：]\s*|は、?|\s(?:to|at|is|be|are)\s+)(?:目標|対|概ね|おおむね|約|the\s)?"
BEGINNING = r"(?:[-−△▲]?[\d０-９]|[前昨]年度|過去|直近)"
HELD = (
    rf"^(?:または|又は|もしくは|若しくは|or\s)|とする(?!者|方)|とし[、，,\s]|にする|但し|ただし|\sbut\s"
    rf"|{BEGUN}{BEGINNING}(?![^、，,。;；\s／/・]*(?:した|の(?!維持|達成|確保|水準|目標)))"
    r"|[>＞<＜≧≦≥≤]|(?<![a-z])(?:or\s+(?:more|less|fewer|better)|at\s+(?:least|most)|(?:more|less|fewer)\s+than)\b"
    r"|\b(?:over|above|below|under|within)\s+[\d.,]+\s*[%％]"
    r"|\s(?:to|at|is|be|are)\s+(?:[a-z]+\s+){0,3}[\d０-９]"
)
# An 以上 that tells what is counted leads on to a noun (月15日以上の施術, 10か月以内に受診した者); one of a
# chain leads on to the next (3部位以上、かつ月15日以上の). Any other closes a target.
SIDE_WORD = (
    rf"(?P<begun>{BEGUN}{BEGINNING}[^、，,。;；\sのを]*?)?"
    r"(?P<side>以上|以下|以内|(?<=[\d０-９%％円件社所人名回日歳])(?:超|未満))[)）〕\]]*"
)
OF = "の"
ATTRIBUTE = (
    r"の(?!維持|達成|確保|水準|目標)|で(?!あ)|(?<=以内)に(?![、，,])|(?=[^\W\d_ぁ-ゖ①-⑳])|(?=[\d０-９])"
)
CHAIN = r"[、，,]?(?:かつ|又は|または|若しくは|もしくは|及び|および).*(?:以上|以下|以内|未満|超)の"
