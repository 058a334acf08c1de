"""Vega-Lite to SVG for a page that stands alone: nothing is fetched, the same specification gives the same bytes.

Colours are fixed hex values, so that a page's style sheet can give each another shade in the dark (`formats.page`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

GREY, ORANGE, BLUE, RED = "#71767a", "#c05600", "#005ea2", "#b50909"
LIGHT: Final = "#3d94d0"
DARK_SHADES: Final = {GREY: "#a9aeb1", ORANGE: "#ffbc78", BLUE: "#73b3e7", RED: "#ff8d7b", LIGHT: "#2378c3"}
"""What each colour is on a dark ground."""

_VERSION: Final = "6.4"
_LOOK: Final = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": 150,
        "gridColor": "#ddd",
    },
    "legend": {"orient": "top", "title": None, "labelFontSize": 11, "columns": 3},
    "bar": {"tooltip": False},
}


def svg(
    name: str, title: str, description: str, values: Sequence[Mapping[str, object]], spec: Mapping[str, Any]
) -> str:
    """The chart `spec` of `values` as an SVG element called `title`. `name` is of this chart alone on its page."""
    import vl_convert

    whole = {"width": 330, "autosize": {"type": "fit", "contains": "padding"}, **spec, "data": {"values": list(values)}}
    drawn = vl_convert.vegalite_to_svg(whole, vl_version=_VERSION, config=_LOOK, allowed_base_urls=[])
    inside = drawn.index(">") + 1
    size = drawn[drawn.index(' width="') : inside]  # name spaces, which an HTML page knows, stand before it
    words = f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
    return f'<svg role="img" aria-labelledby="{name}-t" aria-describedby="{name}-d"{size}{words}{drawn[inside:]}'


def colours(scale: Mapping[str, str]) -> dict[str, Any]:
    """A scale that gives each name its colour, in this order."""
    return {"domain": list(scale), "range": list(scale.values())}
