"""Lines that say who is quoted ("On Friday Ann wrote:"), and Outlook's headers above what is answered, in several languages."""

import re

_VERBS = (
    r"(?:ha|hat|har|a)\s+(?:scritto|escrito|escrit|geschrieben|skrevet|skrivit|scris)"
    r"|wrote|writes|said|schrieb|schreibt|geschrieben|(?:a|à|avez|as)\s+écrit|écrit|écrivait|escribió|escribe|escreveu|scritto"
    r"|scrisse|scrive|schreef|skrev|kirjoitti|napisał(?:a|\(a\))?|napsal(?:a|\(a\))?|написала?|писала?|пишет|yazdı|írta|scris"
    r"|写道|寫道|wrote the following"
)
_SAYS = re.compile(rf"(?:{_VERBS})(?!\w)")
_ENDS = (":", "：", "…", "...")
_ADDRESS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\([^()]*@[^()]*\)|\(\s*\)|(?<!\S)\S+(?:@\S+| at \S+\.\w+)")
_AT = re.compile(r"(?<![^\s<(\[:])[^\s<>()\[\]:]{1,64}@[^\s<>()\[\]]{1,200}")
_TIME_WORDS = re.compile(
    r"^(?:(?:AM|PM|a\.m\.|p\.m\.|Uhr|UTC|GMT|CES?T|[ECMP][SD]T|BST|um|kl|at|à|h|г\.|в|at)(?!\w)[\s,.]*)+", re.IGNORECASE
)
_DIGITS = re.compile(r"\d")
_OPENS = re.compile(r"(?:on|am|le|el|il|op|den|em|dnia|in|at|quoting|thus spake)\s", re.IGNORECASE)
_PRONOUNS = frozenset(("you", "du", "sie", "i", "ich", "he", "she", "they", "vous", "tu", "someone", "je", "er"))
_RULES = (
    r"original message|original[- ]nachricht|ursprüngliche nachricht|message d['’]origine|message original|mensaje original"
    r"|mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|oprindelig meddelelse"
    r"|opprinnelig melding|alkuperäinen viesti|исходное сообщение|wiadomość oryginalna|původní zpráva|原始邮件|邮件原件"
    r"|forwarded message|weitergeleitete nachricht|message transféré|original appointment|reply message"
)
_RULE = re.compile(rf"\s*-{{2,}}\s*(?:{_RULES})\s*(?:-{{2,}})?\s*\Z", re.IGNORECASE)
FROM_LABELS = tuple(
    re.findall(r"\w+", "From Von De Da Van Från Fra Od От Lähettäjä Kimden Feladó 发件人 寄件者 差出人")
)
_LABELS = {
    "from": "|".join(FROM_LABELS),
    "other": "sent|gesendet|envoyé|enviado(?: el)?|inviato|verzonden|skickat|sendt|wysłano|отправлено|lähetetty|date|datum|fecha"
    "|data|дата|发送时间|日期|送信日時|to|an|à|para|a|aan|till|til|do|кому|收件人|宛先|cc|kopie|subject|betreff|objet|asunto"
    "|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|主旨|件名|reply-to|importance|newsgroups|organization",
}
_FROM = re.compile(rf"\s*\*?(?:{_LABELS['from']})\s?[:：]\*?\s*(.*)", re.IGNORECASE)
_OTHER = re.compile(rf"\s*\*?(?:{_LABELS['from']}|{_LABELS['other']})\s?[:：]\*?(?:\s|\Z|(?=\S))", re.IGNORECASE)
_FOR_ANOTHER = re.compile(
    r".*\b(?:on behalf of|im auftrag von|de la part de|en nombre de|namens|per conto di)\s+|.*代表", re.IGNORECASE
)
_DAY = re.compile(r"(?:on|am)\s+\w{2,8}(?:day|tag|woch)(?:\s+|\Z)", re.IGNORECASE)
_MOST_LABELS = 12
_LONGEST = 400  # characters of lines that say who is quoted


def attribution(lines: list[str]) -> str | None:
    """Who these one to three lines say that is quoted: a name, "" where they name nobody; None where they say no such thing."""
    said = " ".join(line.strip() for line in lines)
    if len(said) > _LONGEST or not said.endswith(_ENDS):
        return None
    verb = next((each for each in reversed(list(_SAYS.finditer(said))) if _begins_word(said, each.start())), None)
    if verb is None:
        dated = _DIGITS.search(said) and "@" in said and re.search(r"<[^<>]+@[^<>]+>\s*\)?\s*:\s*\Z", said)
        return _name(said.rstrip(" :")) if dated else None
    before, after = said[: verb.start()], said[verb.end() :].rstrip(" :….")
    if len(after) > 120 or not (_OPENS.match(said) or len(before) < 120 or _DIGITS.search(before)):
        return None
    return _name(after if after.strip(" ,") else before)


def _begins_word(said: str, at: int) -> bool:
    return at == 0 or not said[at - 1].isalnum()


def rule(lines: list[str], at: int) -> tuple[str, int] | None:
    """Who wrote what follows a rule or headers that begin at this line, and the line after them; None where there are none."""
    after = at
    ruled = _RULE.match(lines[at]) is not None
    while ruled and after + 1 < len(lines) and not lines[after + 1].strip() and after < at + 3:
        after += 1
    after += ruled
    author, labels, after = _labelled(lines, after)
    if not ruled and labels < 3:
        return None
    return _name(_FOR_ANOTHER.sub("", author)), after


def _labelled(lines: list[str], at: int) -> tuple[str, int, int]:
    """What stands after From in the headers that begin here, how many headers there are, and the line after them."""
    found = _FROM.match(lines[at]) if at < len(lines) else None
    if found is None:
        return "", 0, at
    author, labels, after = found[1], 1, at + 1
    while after < len(lines) and labels < _MOST_LABELS:
        if _OTHER.match(lines[after]):
            labels, after = labels + 1, after + 1
        elif (goes_on := _goes_on(lines, after)) is not None:
            author += " " + " ".join(lines[after:goes_on]) if labels == 1 else ""
            after = goes_on
        else:
            break
    return author, labels, after


def _goes_on(lines: list[str], at: int) -> int | None:
    """The line of the next header, when a header that was broken into lines goes on here."""
    for after in range(at, min(at + 3, len(lines))):
        if _OTHER.match(lines[after]):
            return None if _FROM.match(lines[after]) else after
        if not lines[after].strip() or _RULE.match(lines[after]):
            return None
    return None


def _name(said: str) -> str:
    """The name in what stands before or after the verb, the address where there is none, "" where there is neither.

    A name stands after the last comma or digit; addresses and hours are no part of it.
    """
    address = _AT.search(said[:_LONGEST])
    return _person(said) or (address.group() if address else "")


def _person(said: str) -> str:
    said = _ADDRESS.sub(" ", said[:_LONGEST]).strip(" ,:;")
    pieces = [piece for piece in said.split(",") if piece.strip(" \"'")]
    if not pieces:
        return ""
    last = re.split(r"\S*\d\S*", pieces[-1])[-1]
    if len(pieces) == 2 and not _DIGITS.search(said) and not _OPENS.match(said):
        last = said  # "Doe, Jane"
    name = " ".join(_TIME_WORDS.sub("", last.strip(" ,")).strip(" ,\"'*<>").split())
    name = _DAY.sub("", name)
    return "" if name.rpartition(" ")[2].lower() in _PRONOUNS or len(name) > 80 else name
