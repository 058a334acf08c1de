"""One HTML page that stands alone: its style in it, nothing fetched, no script. Light and dark, wide and narrow, by
keyboard. Tables carry the figures; charts are beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from muniment.formats.charts import DARK_SHADES

STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#1b1b1b;--quiet:#565c65;--line:#dfe1e2;--no:#b50909;--yes:#00702e;--link:#005ea2}"
    "@media(prefers-color-scheme:dark){:root{--ink:#f0f0f0;--quiet:#a9aeb1;--line:#3d4551;--no:#ff8d7b;--yes:#70e17b;--link:#73b3e7}"
    + "".join(f'svg [fill="{a}"]{{fill:{b}}}svg [stroke="{a}"]{{stroke:{b}}}' for a, b in DARK_SHADES.items())
    + 'svg [stroke="#ddd"]{stroke:#3d4551}body{background:#1b1b1b}}'
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:var(--ink)}"
    "table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}"
    ".wide{overflow-x:auto;margin:.5rem 0 2rem}.facts th{font-weight:normal;color:var(--quiet);white-space:nowrap}.facts td{overflow-wrap:anywhere}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{display:block;margin:1rem 0;width:100%;max-width:34rem;height:auto}"
    "svg text{fill:var(--ink)}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}.no{color:var(--no)}.yes{color:var(--yes)}"
    "a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}"
)


def page(title: str, parts: Iterable[str]) -> str:
    """The page of `parts`, each HTML already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def table(name: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table called `name`. A column whose every cell is a number, or has nothing to say, stands on the right."""
    right = [all(_is_number(v) for v in column) for column in zip(*lines, strict=True)] or [False] * len(head)

    def cells(kind: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{kind}{' class=n' if n else ''}>{escape(v)}</{kind}>" for v, n in zip(values, right, strict=True)
        )

    body = "".join(f"<tr>{cells('td', line)}</tr>" for line in lines)
    return _wide(name, f"<table><thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>")


def facts(name: str, given: Mapping[str, object]) -> str:
    """Facts in order, those without a value left out."""
    lines = (
        f"<tr><th>{escape(label.replace('_', ' '))}</th><td>{escape(str(value))}</td></tr>"
        for label, value in given.items()
        if value != ""
    )
    return _wide(name, f'<table class="facts"><tbody>{"".join(lines)}</tbody></table>')


def _wide(name: str, inner: str) -> str:
    """What may be wider than the screen, to be scrolled by keyboard too."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}">{inner}</div>'


def _is_number(text: str) -> bool:
    try:
        float(text.rstrip("%").replace(",", ""))
    except ValueError:
        return text == "-"
    return True
