"""Mails that a machine sent by itself: notices of absence, receipts, and mails that came back undelivered.

None of them is a branch's answer, whatever branch they name.
"""

import re
from collections.abc import Collection

_SUBJECT = re.compile(
    r"(?:自動応答|自動返信|自動回答|不在通知|不在のお知らせ|開封済み|開封確認|既読|未読のまま削除|配信不能|配信エラー|配信に失敗"
    r"|automatic(?: reply| response|ally)|auto[ -]?(?:reply|response)|out of (?:the )?office|(?:not )?read:"
    r"|(?:仮承諾|承諾|辞退)(?:済み)?[:：]|(?:accepted|declined|tentative): "
    r"|undeliver|delivery (?:status|failure|delay|has failed)|mail delivery|returned mail|failure notice)",
    re.IGNORECASE,
)
_KINDS = frozenset({"multipart/report", "text/calendar"})
_CLASS = re.compile(r"report\.|ipm\.(?:note\.rules\.(?:oof|reply)template|schedule\.)", re.IGNORECASE)


def is_automatic(
    *, subject: str, content_types: Collection[str] = (), submitted: str = "", outlook_class: str = ""
) -> bool:
    """True where the subject or what a mail program adds says so; an answer to an invitation is one too.

    `content_types` are those of the mail and of its parts, `submitted` is the header Auto-Submitted,
    `outlook_class` what Outlook calls the kind of a message.
    """
    return (
        not _KINDS.isdisjoint(content_types)
        or submitted.strip().lower().startswith("auto-replied")
        or _CLASS.match(outlook_class) is not None
        or _SUBJECT.match(subject.strip()) is not None
    )
