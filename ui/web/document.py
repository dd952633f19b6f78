"""The HTML document in which Streamlit draws: told where its server is, and that it may load nothing from anybody else."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall, fullmatch
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

from ui.web import addresses

# Without it the program asks for its server beneath the path of the page first, and logs that it is not there.
_SERVER: Final = "<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
_POLICY: Final = (
    "default-src 'self'; connect-src 'self'{sockets}; script-src 'self' blob: {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes() -> list[Route]:
    """The paths of all pages, each answered with the document."""
    return [Route(f"/{path}", _document, methods=["GET"]) for path in sorted(addresses.PATHS)]


async def _document(request: Request) -> HTMLResponse:
    """The same for every page, whatever is asked of it: the page itself is drawn later."""
    html, scripts = _made()
    policy = _POLICY.format(scripts=scripts, sockets=_sockets(request.url.netloc))
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    return HTMLResponse(html, headers=headers | {"Cache-Control": "no-cache"})


@cache
def _made() -> tuple[str, str]:
    """Streamlit's document with the address of the server, and the hashes of the scripts that stand in it: no other may run."""
    html = Path(file_util.get_static_dir(), "index.html").read_text("utf-8").replace("<head>", f"<head>{_SERVER}", 1)
    return html, " ".join(_hash(each) for each in findall(r"<script>(.*?)</script>", html, DOTALL))


def _sockets(host: str) -> str:
    """The web sockets of the same server, which not every browser takes for its own."""
    return f" ws://{host} wss://{host}" if fullmatch(r"[\w.:\[\]-]+", host) else ""


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
