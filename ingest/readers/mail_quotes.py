"""What a message's author wrote, apart from what mailers and lists added: who is quoted, signature, the list's footer.

Quotes stay in the text. What Outlook puts below an answer without marks is marked with `> ` here.
"""

import re
from typing import NamedTuple

from ingest.readers.mail_attributions import FROM_LABELS, attribution, rule

_FOOTER_RULE = re.compile(r"\s*(?:_{8,}|-{8,}|={8,}|#{8,})\s*\Z")
_LEAVING = r"listinfo|unsubscribe|abmelden|désabonner|desuscribir|listserv|groups\.google|google groups|yahoogroups|sympa|mailman"
_OF_A_LIST = {
    True: re.compile(
        rf"{_LEAVING}|mailing[- ]?list|liste de diffusion|lista de correo|lista di discussione|mailingliste"
    ),
    False: re.compile(_LEAVING),  # lines of other signs divide texts as well
}
_SCRUBBED = re.compile(
    r"^-{10,} next part -{10,}\n(?:An? [^\n]{1,80} was scrubbed\.\.\.\n(?:(?:Name|Type|Size|Desc|URL|Url)\s?:[^\n]*\n?)*)?",
    re.M,
)
_FILE = re.compile(r"^Name: ([^\n]{1,200})", re.M)
_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: [^\n]*\n|NotDashEscaped[^\n]*\n)*\n?", re.M)
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----\n.*?(?:^-----END PGP SIGNATURE-----\n?|\Z)", re.M | re.S)
_BLANKS = re.compile(r"\n{4,}")
_LAST = 30  # lines in which a list's footer is looked for
_NEAR = 7
_SIGNATURE_LINES = 25
_DEEPEST = 10
_HEADED = re.compile(rf"---|\n\*?(?:{'|'.join(FROM_LABELS)})\s?[:：]")
_BEGINNINGS = ("On ", "Am ", "Le ", "El ", "Il ", "Op ", "Den ", "Em ", "At ", "In ")
_HEADERS = re.compile(r"[:：]")


class Apart(NamedTuple):
    """The text of a message without what was added to it.

    `quoted` holds who is quoted ("" when it is not said) and the lines that say it, `attached` the names of files that a list
    took out.
    """

    text: str
    quoted: tuple[tuple[str, str], ...] = ()
    signature: str = ""
    footer: str = ""
    attached: tuple[str, ...] = ()


def apart(text: str) -> Apart:
    """Take a message's text apart."""
    text, attached = _unscrubbed(text)
    lines = text.split("\n")
    footer = ""
    if "____" in text or "----" in text or "====" in text or "####" in text:
        lines, footer = _without_footer(lines)
    quoted: list[tuple[str, str]] = []
    if _HEADED.search(f"\n{text}"):
        lines = _marked(lines, quoted)
    if ">" in text or quoted:
        lines = _unattributed(lines, quoted)
    signature = ""
    if "\n--" in f"\n{text}":
        lines, signature = _unsigned(lines)
    said = "\n".join(lines).strip("\n").rstrip()
    if "\n\n\n\n" in said:
        said = _BLANKS.sub("\n\n\n", said)
    return Apart(said, tuple(quoted), signature, footer, attached)


def _unscrubbed(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without what pipermail leaves of attachments, and without the armour of PGP."""
    if "-----BEGIN PGP" in text:
        text = _SIGNATURE.sub("", _SIGNED.sub("", text))
    if " next part -" not in text:
        return text, ()
    names = tuple(name for block in _SCRUBBED.findall(text) for name in _FILE.findall(block))
    return _SCRUBBED.sub("", text), names


def _without_footer(lines: list[str]) -> tuple[list[str], str]:
    """The lines before a list's footer at the end, and the footer."""
    for at in range(max(0, len(lines) - _LAST), len(lines)):
        if lines[at][:1] in "_-=#" and _FOOTER_RULE.match(lines[at]):
            near = "\n".join(lines[at : at + _NEAR]).lower()
            if _OF_A_LIST[lines[at][:1] == "_"].search(near) and not any(line.startswith(">") for line in lines[at:]):
                return lines[:at], "\n".join(lines[at:]).strip()
    return lines, ""


def _marked(lines: list[str], quoted: list[tuple[str, str]]) -> list[str]:
    """Lines with `> ` before all that stands below a rule like "-----Original Message-----", deeper below the next one."""
    done: list[str] = []
    depth = at = 0
    while at < len(lines):
        line = lines[at]
        found = rule(lines, at) if _may_be_rule(line) and depth < _DEEPEST else None
        if found is None:
            done.append(("> " * depth + line).rstrip() if depth else line)
            at += 1
            continue
        author, after = found
        quoted.append((author, "\n".join(lines[at:after]).strip()))
        depth += not _is_quoted_already(lines, after)
        at = after
    return done


def _may_be_rule(line: str) -> bool:
    return line[:1] not in ("", ">", " ") and (line.startswith("--") or _HEADERS.search(line, 0, 14) is not None)


def _is_quoted_already(lines: list[str], start: int) -> bool:
    said = [line for line in lines[start : start + 40] if line.strip()][:10]
    return 2 * sum(line.startswith(">") for line in said) >= max(1, len(said))


def _unattributed(lines: list[str], quoted: list[tuple[str, str]]) -> list[str]:
    """Lines without those before a quote that say who is quoted."""
    done: list[str] = []
    for line in lines:
        if line.startswith(">") and (not done or not done[-1].startswith(">")):
            _take_attribution(done, quoted)
        done.append(line)
    return done


def _take_attribution(done: list[str], quoted: list[tuple[str, str]]) -> None:
    """Take one to three lines that say who is quoted from the end of `done`, the fewest that do."""
    end = len(done)
    while end and not done[end - 1].strip() and len(done) - end < 2:
        end -= 1
    best: tuple[int, str] | None = None
    for start in range(end - 1, max(-1, end - 4), -1):
        if not done[start].strip() or done[start].startswith(">"):
            break
        author = attribution(done[start:end])
        begins = done[start].startswith(_BEGINNINGS)
        if author is not None and (best is None or not best[1] or begins):
            best = start, (best[1] if best else "") or author
        if best is not None and begins:
            break
    if best is not None:
        quoted.append((best[1], "\n".join(done[best[0] : end]).strip()))
        del done[best[0] :]


def _unsigned(lines: list[str]) -> tuple[list[str], str]:
    """The lines without the last signature, which ends where a quote begins."""
    at = len(lines) - 1
    while at >= 0 and lines[at] not in ("-- ", "--"):
        at -= 1
    if at < 0:
        return lines, ""
    end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(">")), len(lines))
    if end - at > _SIGNATURE_LINES:
        return lines, ""
    return lines[:at] + lines[end:], "\n".join(lines[at + 1 : end]).strip()
