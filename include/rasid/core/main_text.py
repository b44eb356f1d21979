"""The main text of a page: trafilatura's rules once, and its whole cascade only where what they give looks wrong.

``trafilatura.extract`` copies the tree four times and measures the whole page to decide on a second try; on Arabic news pages that is
half of its time and changes nothing where the first try found the article. What is called here is what it calls first, so its version is pinned.
"""

from __future__ import annotations

from typing import Any

_SHORT_CHARS = 250  # below it trafilatura itself looks for more (min_extracted_size)
_PROSE_CHARS = 80  # of a paragraph that is surely prose
_ARTICLE_CHARS = 600  # of prose paragraphs that are surely an article
_EXTRACTED_SHARE = 0.4  # of the prose: less, and the article was missed
_CLEARLY_MORE = 1.5
_ASIDE = "ancestor::nav or ancestor::footer or ancestor::aside or ancestor::header or ancestor::form"


def quick_text(tree: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return the text that trafilatura's rules find; the tree is used up. Empty where they find none."""
    from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
    from trafilatura.main_extractor import extract_content
    from trafilatura.settings import Extractor
    from trafilatura.xml import xmltotxt
    from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

    options = Extractor(fast=True, comments=False)
    pruned = prune_unwanted_nodes(tree, RAW_TREE_PRUNE_XPATH)
    pruned = prune_unwanted_nodes(pruned, REMOVE_COMMENTS_AND_LISTS_XPATH)
    try:
        body, _ = extract_content(convert_tags(tree_cleaning(pruned, options), options, None), options)
    except (TypeError, ValueError):  # as trafilatura takes them: a tree that its rules stumble over has no text
        return ""
    return str(xmltotxt(body, options.formatting) or "")


def thorough_text(tree: Any, given: str) -> str:  # noqa: ANN401 - lxml has no types
    """Return what trafilatura's whole cascade finds on a fresh tree where that is clearly more than ``given``, else ``given``."""
    from trafilatura import bare_extraction

    document = bare_extraction(tree, fast=False, include_comments=False)
    found = str(getattr(document, "text", None) or "")
    return found if len(found) > _CLEARLY_MORE * len(given) else given


def prose_chars(tree: Any) -> int:  # noqa: ANN401 - lxml has no types
    """Return how many characters stand in paragraphs that are surely prose, outside navigation and the like."""
    texts = ("".join(p.itertext()).strip() for p in tree.xpath(f"//body//p[not({_ASIDE})]"))
    return sum(len(text) for text in texts if len(text) >= _PROSE_CHARS)


def looks_wrong(text: str, prose: int) -> bool:
    """Tell whether the quick text is not the article: too short for what the page holds, or for anything."""
    if prose >= _ARTICLE_CHARS and len(text) < _EXTRACTED_SHARE * prose:
        return True
    return len(text) < _SHORT_CHARS and not 0 < prose <= _CLEARLY_MORE * len(text)
