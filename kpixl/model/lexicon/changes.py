"""The words of a change on last year: 120件増, ▲1.9％, 前年度比143.3％, up 3.2%.

They meet folded text: half-width, its white space single blanks, in lower case.
"""

from kpixl.model.lexicon.figures import MINUS_SIGNS

# Not 令和4年度比, which may be of another year than last, nor 前年同月比.
_YEAR = r"[前昨]年度?末?(?:の?実績)?"
BASE = rf"^対?{_YEAR}(?P<ratio>比)?(?:で|から|より(?:も)?|[とに]比べ(?:て)?)?\s*[:：、,]?\s*"
BASE_EN = r"^(?:an?\s+)?(?:(?P<up>increase|rise|growth)|(?P<down>decrease|fall|decline))\s+(?:of|by)\s+"
_DID = r"(?:した|しました|している)?"
UP = rf"(?:の?(?:増加?|増え|伸び|上昇|アップ|プラス){_DID}|\s*(?:more|up|higher|increase))$"
DOWN = rf"(?:の?(?:減少?|減り|低下|ダウン|マイナス){_DID}|\s*(?:fewer|less|down|lower|decrease))$"
PLUS = r"^(?:\+|プラス|up(?:\s+by)?\s|plus\s)\s*"
MINUS = rf"^(?:[{MINUS_SIGNS}]|マイナス|down(?:\s+by)?\s|minus\s)\s*"
NONE = r"(?:増減(?:は)?(?:なし|無し)|変わらず|変化なし|横ばい|同数|同率|±\s*0|no change|unchanged)"
POINTS = r"%?\s*(?:ポイント|pts?|points?)$"
PERCENT = r"\s*(?:%|パーセント|percent)$"
