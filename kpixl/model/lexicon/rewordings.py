"""What planners write in other words for a form of the target language, each with the very same meaning.

These meet folded text: half-width, in lower case, without white space.
"""

_DIGITS = "一二三四五六七八九十"
KANJI = f"〇{_DIGITS}"  # each at the place of its number
# 3割5分 is 35%; 割合, 割り込む and 割引 are no shares.
SHARE = rf"(?P<tenths>\d+(?:\.\d+)?|[{_DIGITS}])割(?:(?P<hundredths>[\d一二三四五六七八九])分)?(?![合りら引])"
TIMES = r"(?<=[比の])(?P<times>\d+(?:\.\d+)?)倍"

_BASE = r"(?:対?[前昨]年度(?:の?(?:実績|水準))?値?|(?:令和|平成)(?:元|\d{1,2})年度(?:の?実績)?)"
_THAN = r"(?:比で?|から|より|の)?"
_SIDE = "(?:以上|以下|超|未満)"
EXACT: tuple[tuple[str, str], ...] = (
    (rf"(?P<base>{_BASE}){_THAN}(?:半減|半分)(?:させる|する)?(?:以下)?(?:とする)?$", r"\g<base>比50%以下"),
    (rf"(?P<base>{_BASE}){_THAN}倍増(?:させる|する)?(?:以上)?(?:とする)?$", r"\g<base>比200%以上"),
    (r"対(?P<base>[前昨]年度)(?=\d)", r"\g<base>比"),
    (r"比[-−△▲](?P<change>\d+(?:\.\d+)?%)以上", r"比\g<change>以上の減"),
    (r"(?P<side>以上|以下)。(?=\d[^。]*の支部は)", r"\g<side>、ただし"),
    (
        (
            r"^(?P<one>[^、]+?)(?P<side>以上|以下)(?:又は|または|と)(?P<other>[^、]+?)(?P=side)の"
            r"(?:いずれか|どちらか)?(?P<which>高い|低い)(?:方|ほう)$"
        ),
        r"\g<one>又は\g<other>のいずれか\g<which>方\g<side>",
    ),
    # 平均以上（全国平均：80.2％）, 平均以上（3年平均：77％）: the quoted figure says of what.
    (rf"^平均値?(?={_SIDE}?[(\[〔【][^()\[\]]*全国)", "全国平均"),
    (
        rf"^平均値?(?P<side>{_SIDE}?)(?=[(\[〔【](?:過去|直近)?の?(?P<years>\d{{1,2}})(?:か|ヶ|カ)?年(?:度|間)?の?平均)",
        r"\g<years>年平均\g<side>",
    ),
    (r"(?<=[績準度値])並み?(?=以上|以下)", ""),
    (r"を?割(?:り込)?らない|を?割り込まない", "を下回らない"),
    # By the end of the year, of a figure of that year.
    (r"^(?:年度末(?:まで|時点)?(?:に|で)|年度末時点)(?=\d)", ""),
    (r"^少なくとも(?=[年月半四毎])", ""),
    (r"^少なくとも(?=\d)", "最低"),
    (r"(?<=[年月期])(?P<to>間?に?)(?P<times>\d+)度(?=以上|実施|行|$)", r"\g<to>\g<times>回"),
    (
        r"上半?期(?:に)?[・、と]?下半?期(?:に)?(?:各|それぞれ|とも)に?(?P<times>\d+回)",
        r"半期に\g<times>",
    ),
    (r"上半?期に?(?P<times>\d+回)[・、と]?下半?期に?(?P=times)", r"半期に\g<times>"),
)
# Both must hold: the higher of two lower bounds. One is enough: the lower of them.
BOTH = (
    r"(?P<one>[^、,]+?)(?P<side>以上|以下)[、,]?(?P<all>かつ|且つ)?(?P<any>または|又は|もしくは|若しくは|あるいは)?"
    r"(?P<other>[^、,]+?)(?P=side)(?:とする)?$"
)
BOTH_LEAST = "以上"  # as `side` has it
HIGHER_OF = "{one}と{other}の高い方{side}"
LOWER_OF = "{one}と{other}の低い方{side}"
ABOVE, BELOW = "を上回る", "を下回る"
BETTER = r"(?:より(?:も)?|から|を?)改善(?:する|させる|を図る)?$"
# By the end of the year is no day of its own: a figure of that year tells.
BY_YEAR_END = "[今当本]?年度(?:末まで|中|内)に"
_YEAR = r"(?:令和\d+年|\d{4}年)度?"
_PART = r"(?:\d{1,2}月(?:\d{1,2}日)?(?:末|上旬|中旬|下旬)?|第?\d四半期|上半?期)末?"
_TIME = rf"(?:{_YEAR}|(?:{_YEAR})?{_PART})"
_DONE = r"(?:実施(?:する|し|すること)?|行[うい](?:こと)?)"
DEADLINE = (
    rf"(?!(?:.*[をはの、])?{BY_YEAR_END}{_DONE}。?$)"
    rf"(?:.*までに|(?:.*[をはの、])?{_TIME}[中内]に){_DONE}。?"
    r"|carryoutby(?:the|end|\d).*"
)

# Why a text is none of the forms, most telling first: a key of `word.target_fault`, and what shows it.
REFUSED = {
    "two_directions": r"\d.*以上.*\d.*以下|\d.*以下.*\d.*以上",
    "span": r"\d[^\d、]{0,4}(?:[~〜]|から)\d|±",
    "approximate": (
        r"概ね|おおむね|おおよそ|およそ|約\d|程度|前後|\d(?:%|件|社|人|円|日)?台|並み?$|と同(?:程度|等|水準)$"
    ),
    "other_past": r"同月|同期|前月|前期|前回|前々年|一昨年|コロナ前|過去最[高低良]|の最[高低]",
    "own_round": r"(?:全支部|各支部|支部|ブロック|都道府県|県|地域)の?平均",
    "which_mean": (
        rf"(?:^|を)対?平均値?(?:{_SIDE}|を(?:上回|下回|超)|[(\[]|(?:とする)?$)"
        r"|^(?:the)?(?:average|mean)(?:ormore|orless|\(|$)|(?:least|most|above|below)(?:the)?(?:average|mean)(?:\(|$)"
    ),
    "rank": r"\d位|順位|上位|1番|トップ",
    "deadline": r"まで(?:に)",
    "undecided": r"未定|検討中|別途|調整中|後日",
    "way_of_counting": r"累計|累積|新規|新たに|平均\d|延べ",
    "no_past": r"半減|倍増|^\d.*(?:増|減)(?:加|少)?$",
}
