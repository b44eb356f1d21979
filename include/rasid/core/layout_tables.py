"""Pages that are laid out in tables, as sites of the 2000s are: their text stands bare in a cell, and extraction takes the whole table for it."""

from __future__ import annotations

from typing import Any

from lxml import etree

_CELL_CHARS = 150  # a cell with so much text holds prose, not a figure
_BARE_CHARS = 80  # of text without a paragraph of its own that is surely prose
_ROWS = "./tr|./tbody/tr|./thead/tr|./tfoot/tr"
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "br",
        "cite",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    )
)


def is_of_tables(text: str) -> bool:
    """Tell whether most of an extracted text are rows of tables."""
    rows = sum(len(line) for line in text.splitlines() if line.lstrip().startswith("|"))
    return 2 * rows > len(text)


def undo_layout(tree: Any) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the tree with the tables that only arrange the page as divisions, and bare prose as paragraphs; tables of figures stay."""
    for table in tree.xpath("//table"):
        rows = table.xpath(_ROWS)
        cells = [cell for row in rows for cell in row if cell.tag in {"td", "th"}]
        if table.xpath(".//table") or any(len("".join(cell.itertext())) > _CELL_CHARS for cell in cells):
            for element in (
                table,
                *(child for child in table if child.tag in {"tbody", "thead", "tfoot"}),
                *rows,
                *cells,
            ):
                element.tag = "div"
    for element in tree.xpath("//div|//td|//center"):
        if len((element.text or "").strip()) >= _BARE_CHARS:
            _wrap(element)
    return tree


def _wrap(element: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Put the text that an element begins with into a paragraph, up to the first child that is a block."""
    paragraph = etree.Element("p")
    paragraph.text, element.text = element.text, None
    for child in list(element):
        if child.tag not in _INLINE:
            break
        paragraph.append(child)
    element.insert(0, paragraph)
