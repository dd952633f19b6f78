"""Which column of a table is which field of ours: guessed from the names that people give to columns, or as `--map` says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from ingest.json_rows import BadRow
from ingest.readers.row import NAMES, Names

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN: Final = re.compile(r"[\W_]+")

# Each list in the order of preference, in words as `folded` gives them: English, then the other languages of Europe, Russian,
# Chinese, Japanese.
_USUAL: Final[Mapping[str, str]] = {
    "id": "id, comment id, post id, message id, uid, nr, kommentar id, id comentario, id del comentario, id commentaire, 编号",
    "discussion": "discussion, discussion id, thread, thread id, conversation, conversation id, topic, topic id,"
    " root commentable url, debate, debat, debate id, diskussion, thema, discusión, hilo, tema, fil, fil de discussion, sujet,"
    " discussione, discussão, discussie, onderwerp, обсуждение, тема, 主题, 讨论, トピック",
    "title": "title, subject, headline, título, titulo, títol, asunto, titel, betreff, überschrift, titre, objet, titolo,"
    " oggetto, assunto, onderwerp, заголовок, 标题, タイトル",
    "discussion title": "discussion title, thread title, topic title, conversation title",
    "parent": "parent, parent id, parent comment, parent comment id, reply to, reply to id, in reply to, in reply to id,"
    " replying to, replies to, commentable id, padre, id padre, comentario padre, en respuesta a, respuesta a, pare,"
    " en resposta a, antwort auf, eltern, eltern id, réponse à, en réponse à, in risposta a, risposta a, em resposta a,"
    " resposta a, antwoord op, ответ на, родитель, 父评论, 回复, 返信先",
    "parent type": "parent type, commentable type",
    "author": "author, author name, user, username, user name, speaker, by, from, participant, commenter, nickname, autor,"
    " autora, usuario, usuari, nombre, nom, verfasser, benutzer, nutzer, auteur, utilisateur, autore, utente, usuário, nome,"
    " gebruiker, автор, пользователь, 作者, 用户, 投稿者, name, author id, user id",
    "created_at": "created at, created, created utc, timestamp, time, date, datetime, date time, posted at, published at,"
    " published, submitted at, date created, fecha, hora, fecha de creación, data de creació, datum, zeit, zeitpunkt,"
    " erstellt, erstellt am, heure, date de création, ora, data di creazione, data de criação, tijd, дата, время,"
    " 时间, 日期, 日時, data",
    "edited_at": "edited at, edited, updated at, modified at, last edited, editado, bearbeitet am, modifié le",
    "text": "text, body, comment, content, message, comment text, comment body, texto, comentario, contenido, mensaje,"
    " comentari, contingut, missatge, kommentar, kommentartext, beitrag, inhalt, nachricht, texte, commentaire, contenu,"
    " testo, commento, contenuto, messaggio, comentário, conteúdo, mensagem, tekst, reactie, bericht, текст, комментарий,"
    " сообщение, 内容, 评论, 正文, 本文, コメント, post, answer, response, argument",
    "url": "url, permalink, link, address, enlace, enllaç, adresse, lien, collegamento, ссылка, 链接",
    "score": "score, points, votes, likes, upvotes, puntuación, puntos, votos, punts, vots, punkte, stimmen, bewertung, votes,"
    " j aime, punti, voti, pontos, punten, stemmen, баллы, рейтинг, оценка, 分数, 点赞",
}
USUAL: Final[Names] = {ours: tuple(each.strip() for each in names.split(",")) for ours, names in _USUAL.items()}


def folded(name: str) -> str:
    """A name of a column in lower case, with one space for all that parts its words: `parentID`, `Parent_Id` are `parent id`."""
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", name))
    return _BETWEEN.sub(" ", words.casefold()).strip()


def unique(header: Sequence[str]) -> list[str]:
    """The names of the columns, each once: of several with one name the later ones are numbered, and so are those without."""
    names: dict[str, None] = {}
    for number, name in enumerate(header, 1):
        said = name.strip().removeprefix("'") or f"column {number}"
        names[said if said not in names else f"{said} ({number})"] = None
    return list(names)


def guessed(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each field of ours the columns that hold it, the likeliest first: one at most, but for authors, who may have a number."""
    by_fold = {folded(name): name for name in reversed(names)}
    found = {ours: tuple(by_fold[each] for each in usual if each in by_fold) for ours, usual in USUAL.items()}
    return {ours: each if ours == "author" else each[:1] for ours, each in found.items()}


def columns(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """As `guessed`, where `mapping` (ours to theirs, nothing for none) does not say otherwise. Raises BadRow."""
    here = ", ".join(names[:20])
    for ours, theirs in mapping.items():
        if theirs and theirs not in names:
            raise BadRow(f"no column is called '{theirs}'", f"say --map {ours}=COLUMN (columns here: {here})")
    stated = {ours: (theirs,) if theirs else () for ours, theirs in mapping.items()}
    said = {column for each in stated.values() for column in each}
    free = {ours: tuple(each for each in found if each not in said) for ours, found in guessed(names).items()}
    fields = dict.fromkeys(NAMES, ()) | free | stated
    if not fields["text"]:
        raise BadRow("no column is known to hold the text", f"say --map text=COLUMN (columns here: {here})")
    return fields
