"""Mails that a machine sent by itself: notices of absence, receipts, and mails that came back undelivered.

None of them is a branch's answer, whatever branch they name.
"""

import re

# People write the Japanese words as well (既読しました): a machine puts nothing behind them but a colon.
_SUBJECT = re.compile(
    r"(?:自動応答|自動返信|自動回答|不在通知|不在のお知らせ|開封済み|開封確認|既読|未読のまま削除|配信不能|配信エラー"
    r"|配信に失敗(?:しました)?)\s*(?:[:：]|$)"
    r"|(?:automatic (?:reply|response)|auto[ -]?(?:reply|response)|out of (?:the )?office|(?:not )?read:"
    r"|(?:仮承諾|承諾|辞退)(?:済み)?[:：]|(?:accepted|declined|tentative): "
    r"|undeliver|delivery (?:status|failure|delay|has failed)|mail delivery|returned mail|failure notice)",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"report\.|ipm\.(?:note\.rules\.(?:oof|reply)template|schedule\.meeting\.resp)", re.IGNORECASE
)


def is_automatic(
    *, subject: str, is_report: bool = False, submitted: str = "", outlook_class: str = ""
) -> bool:
    """True where the subject or what a mail program adds says so; an answer to an invitation is one too.

    `is_report` says that a part of the mail makes it one, `submitted` is the header Auto-Submitted,
    `outlook_class` what Outlook calls the kind of a message.
    """
    return (
        is_report
        or submitted.strip().lower().startswith("auto-replied")
        or _CLASS.match(outlook_class) is not None
        or _SUBJECT.match(subject.strip()) is not None
    )
