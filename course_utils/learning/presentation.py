"""How feedback looks: one card as HTML, and the same words as plain text.

Colours come from JupyterLab's own variables, so that a card is readable in light and dark; a symbol and a word always
say what the colour says. Neither form holds a time, a date or an address: the same check prints the same text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tone:
    """The look of a card: a symbol, and the colour of its edge as a CSS value."""

    symbol: str
    colour: str


RIGHT = Tone("✓", "var(--jp-success-color1, #009E73)")
NOT_YET = Tone("✗", "var(--jp-warn-color1, #D55E00)")
OPEN = Tone("○", "var(--jp-border-color1, #8a8a8a)")
NOTE = Tone("→", "var(--jp-brand-color1, #0072B2)")


@dataclass(frozen=True)
class Table:
    """A small table: a caption, the names of the columns, and rows of short texts."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Card:
    """A piece of feedback, ready to be shown.

    Parameters
    ----------
    tone : Tone
        Symbol and colour.
    title : str
        One line.
    paragraphs : sequence of str
        Sentences; pieces of code stand in backquotes.
    tables : sequence of Table
        Shown between the first paragraph and the others.
    code : str
        Python, shown as a block at the end.
    """

    tone: Tone
    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    code: str = ""

    def to_text(self) -> str:
        """Return the card as plain text."""
        first, rest = list(self.paragraphs[:1]), list(self.paragraphs[1:])
        blocks = [f"{self.tone.symbol} {self.title}", *first, *(_table_text(table) for table in self.tables), *rest]
        if self.code:
            blocks.append("\n".join(f"    {line}" if line else "" for line in self.code.splitlines()))
        return "\n".join(blocks)

    def to_html(self) -> str:
        """Return the card as HTML with inline styles."""
        first, rest = self.paragraphs[:1], self.paragraphs[1:]
        body = [
            f"<div style='font-weight:600'><span aria-hidden='true'>{self.tone.symbol}</span> "
            f"{inline(self.title)}</div>"
        ]
        body += [paragraph(text) for text in first]
        body += [_table_html(table) for table in self.tables]
        body += [paragraph(text) for text in rest]
        if self.code:
            body.append(
                f"<pre style='{_CODE} padding:0.6em; margin:0.5em 0 0; overflow:auto'>{html.escape(self.code)}</pre>"
            )
        return f"<div role='note' style='{_CARD} border-left:4px solid {self.tone.colour}'>{''.join(body)}</div>"

    def _repr_mimebundle_(self, **options: object) -> dict[str, str]:
        return {"text/plain": self.to_text(), "text/html": self.to_html()}

    def __repr__(self) -> str:
        return self.to_text()


_CARD = (
    "color:var(--jp-content-font-color1, inherit); background:var(--jp-layout-color1, transparent); border:1px solid "
    "var(--jp-border-color2, #8a8a8a); padding:0.6em 0.9em; margin:0.2em 0; max-width:56em; line-height:1.5; "
    "font-family:var(--jp-content-font-family, sans-serif); font-size:var(--jp-content-font-size1, 14px);"
)
_MONO = "font-family:var(--jp-code-font-family, monospace); font-size:0.93em;"
_CODE = f"background:var(--jp-layout-color2, transparent); {_MONO}"
_TABLE = "margin:0.2em 0; border-collapse:collapse;"
_CELL = "padding:0.15em 0.9em 0.15em 0; text-align:left; vertical-align:top; white-space:pre; background:transparent;"


def inline(text: str) -> str:
    """Return a sentence as HTML: `code` in backquotes, *emphasis* in asterisks, formulas untouched.

    Parameters
    ----------
    text : str
        A sentence.

    Returns
    -------
    str
    """
    pieces = re.split(r"(`[^`]+`|\$[^$]+\$)", html.escape(text, quote=False))
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: str) -> str:
    """Return code as code, a formula as it is, and in words what stands between asterisks as emphasis."""
    if piece.startswith("`"):
        return f"<code style='{_CODE} padding:0 0.25em'>{piece[1:-1]}</code>"
    return piece if piece.startswith("$") else re.sub(r"\*(\S[^*]*?)\*", r"<em>\1</em>", piece)


def paragraph(text: str) -> str:
    """Return a paragraph of HTML.

    Parameters
    ----------
    text : str
        One or more sentences.

    Returns
    -------
    str
    """
    return f"<div style='margin-top:0.35em'>{inline(text)}</div>"


def _table_html(table: Table) -> str:
    """Return a table whose cells keep their line ends; one that is too wide can be scrolled."""
    code = f"{_CELL} {_MONO}"
    rows = "".join(_row_html(row, "td", code) for row in table.rows)
    caption = f"<div style='margin-top:0.5em'>{inline(table.caption)}</div>" if table.caption else ""
    head = _row_html(table.header, "th scope='col'", f"{_CELL} font-weight:600") if any(table.header) else ""
    body = f"<table style='{_TABLE}'><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f"{caption}<div style='overflow-x:auto'>{body}</div>"


def _row_html(cells: Sequence[str], tag: str, style: str) -> str:
    """Return one row; `tag` may carry attributes."""
    inner = "".join(f"<{tag} style='{style}'>{html.escape(cell)}</{tag[:2]}>" for cell in cells)
    return f"<tr style='background:transparent'>{inner}</tr>"


def _table_text(table: Table) -> str:
    """Align the columns with spaces; a cell of several lines keeps them."""
    lines = [
        [cell.split("\n") for cell in row] for row in ([table.header] if any(table.header) else []) + list(table.rows)
    ]
    widths = [max((len(line) for row in lines for line in row[i]), default=0) for i in range(len(table.header))]
    out = [table.caption] if table.caption else []
    for row in lines:
        for i in range(max(map(len, row))):
            cells = [cell[i] if i < len(cell) else "" for cell in row]
            out.append(
                ("  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))).rstrip()
            )
    return "\n".join(out)


def show_value(value: object, *, limit: int = 12) -> str:
    """Write a value shortly enough for one cell of a table.

    Parameters
    ----------
    value : object
        A number, an array, or anything.
    limit : int
        An array with more numbers than this is shortened; of one with more than two axes, the first plane is shown.

    Returns
    -------
    str
    """
    if isinstance(value, np.ndarray) and value.ndim > 2 and value.size > limit:  # the first plane says enough
        first = (0,) * (value.ndim - 2)
        return f"shape {value.shape}, and {list(first)} is\n{show_value(value[first], limit=limit)}"
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=4, threshold=limit, edgeitems=2, linewidth=70):
            return str(value)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, int | np.integer):
        return str(int(value))
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
    return text if len(text) <= 70 else text[:67] + "..."
