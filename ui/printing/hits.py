"""Search results as a page of text."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from search.models import Hit, Results, Shares
from ui.printing.answers import evidence, takes
from ui.printing.console import amount, day, marked, one_line, safe
from ui.printing.statuses import is_open, name


def draw(results: Results, explain: bool, offset: int = 0) -> RenderableType:
    """Hits with their passages, then how many there are in all."""
    parts: list[RenderableType] = []
    if results.note:
        parts.append(Text(f"note: {safe(results.note)}", style="yellow"))
    for rank, hit in enumerate(results.hits, start=offset + 1):
        parts += [_head(rank, hit), _indented(_passage(hit)), *_foot(hit, explain), Text()]
    return Group(*parts, Text(_summary(results, offset), style="dim"))


def _summary(results: Results, offset: int) -> str:
    if not results.hits:
        return "nothing found" if not offset else "no more hits"
    return f"{offset + 1} to {offset + len(results.hits)} of {amount(results.total, 'comment')}, {results.mode} search"


def _head(rank: int, hit: Hit) -> Text:
    said = [one_line(hit.title or "untitled discussion", 70), safe(hit.author or ""), day(hit.created_at)]
    head = Text.assemble(
        (f"{rank:>2}  ", "bold"), (" · ".join(each for each in said if each), "bold"), (f"  {safe(hit.uid)}", "cyan")
    )
    return head.append(f"  ({absent(hit.snippet.text)})", "yellow") if hit.stub else head


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)


def _passage(hit: Hit) -> Text:
    return marked(hit.snippet.text, hit.snippet.marks)


def _foot(hit: Hit, explain: bool) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if hit.parent is not None:
        whose = f"{safe(hit.parent.author)}: " if hit.parent.author else ""
        sure = evidence(hit.parent.evidence, hit.parent.confidence)
        answers = Text.assemble((f"answers {whose}{one_line(hit.parent.line, 60)} [{sure}]", "dim"))
        lines.append(_indented(answers.append(" ").append_text(takes(hit.stance)) if hit.stance else answers))
    if still := [each for each in hit.objections if is_open(each.status)]:
        lines.append(_indented(Text("objection ", style="dim").append_text(name(still[0].status))))
    if explain:
        lines.append(_indented(Text(told_shares(hit.score, hit.shares), style="magenta")))
    return lines


def absent(text: str) -> str:
    """How a comment with this text is known, which is not there itself."""
    return f"absent comment, {'known from a quote' if text else 'named as a parent'}"


def told_shares(score: float, shares: Shares) -> str:
    """What each signal gave to a score."""
    parts = []
    if shares.semantic is not None:
        parts.append(
            f"meaning {shares.semantic:.3f}" + (f" (cosine {shares.cosine:.3f})" if shares.cosine is not None else "")
        )
    if shares.lexical is not None:
        parts.append(f"words {shares.lexical:.3f}" + (f" (BM25 {shares.bm25:.2f})" if shares.bm25 is not None else ""))
    weight = f"; weight of meaning {shares.weight:.2f}" if shares.weight is not None else ""
    return f"score {score:.3f} = {' + '.join(parts) or 'order'}{weight}"
