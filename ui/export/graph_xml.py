"""GraphML, written as it comes: nodes and edges with attributes, and nothing that XML forbids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final, Literal, TextIO
from urllib.parse import quote

Value = str | int | float | bool | None
Node = tuple[str, str]
"""The kind and the id of a node."""
Type = Literal["string", "long", "double", "boolean"]

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES: Final = {ord(each): f"&#{ord(each)};" for each in "\t\n\r"}  # else a reader makes other spaces of them


def shown(text: str) -> str:
    """`text` with U+FFFD for each character that XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


@dataclass(slots=True)
class GraphWriter:
    """Writes a directed graph into `file`; `node_keys` and `edge_keys` are all attributes and their types.

    Call `open`, then `node` and `edge` as often as it takes, then `close`. An attribute that is None is left out.
    """

    file: TextIO
    node_keys: Mapping[str, Type]
    edge_keys: Mapping[str, Type]
    nodes: int = field(default=0, init=False)
    edges: int = field(default=0, init=False)

    def open(self) -> None:
        """Write what comes before the first node."""
        self.file.write(_HEAD)
        for bearer, keys in (("node", self.node_keys), ("edge", self.edge_keys)):
            for key, kind in keys.items():
                about = f'id="{bearer}-{key}" for="{bearer}" attr.name="{key}" attr.type="{kind}"'
                self.file.write(f"  <key {about}/>\n")
        self.file.write('  <graph id="archive" edgedefault="directed">\n')

    def node(self, kind: str, uid: str, /, **attributes: Value) -> None:
        """Write the node of this kind with this id; both are attributes, too."""
        data = _data("node", {"kind": kind, "uid": uid, **attributes})
        self.file.write(f'    <node id="{_token(kind, uid)}">{data}</node>\n')
        self.nodes += 1

    def edge(self, kind: str, source: Node, target: Node, /, **attributes: Value) -> None:
        """Write an edge between two nodes, whether they were written already or come later."""
        ends = f'id="e{self.edges}" source="{_token(*source)}" target="{_token(*target)}"'
        self.file.write(f"    <edge {ends}>{_data('edge', {'kind': kind, **attributes})}</edge>\n")
        self.edges += 1

    def close(self) -> None:
        """Write what comes after the last edge."""
        self.file.write("  </graph>\n</graphml>\n")


def _token(kind: str, uid: str) -> str:
    """What XML takes for an id: the same for the same two, another for others."""
    return f"{kind}:{quote(uid, safe='', errors='surrogatepass')}"


def _data(bearer: str, attributes: Mapping[str, Value]) -> str:
    told = ((key, value) for key, value in attributes.items() if value is not None)
    return "".join(f'<data key="{bearer}-{key}">{_written(value)}</data>' for key, value in told)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(shown(value)).translate(_SPACES) if isinstance(value, str) else repr(value)
