"""Pages: templates beside the noun they show, the whole page for a browser, the fragment for htmx."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

NOUNS = Path(__file__).parents[1]

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "HX-Request-Type",
}

templates = Environment(
    loader=PrefixLoader({folder.parent.name: FileSystemLoader(folder) for folder in NOUNS.glob("*/templates")}),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
"""Every noun's templates, named `noun/file.html`."""


def offer(**names: Callable[..., Any]) -> None:
    """Let every template call these functions, and use those of one argument as filters."""
    templates.globals.update(names)
    templates.filters.update(names)


def compile_all() -> None:
    """Compile every template, as asking for one for the first time does."""
    for name in templates.list_templates():
        templates.get_template(name)


def partial(request: Request) -> bool:
    """Whether htmx asks for a part of a page that is on the screen already."""
    return request.headers.get("hx-request-type") == "partial"


def render(name: str, **context: Any) -> str:
    """The HTML of a template."""
    return templates.get_template(name).render(context)


def page(request: Request, name: str, status: int = 200, **context: Any) -> Response:
    """The whole page, or only what htmx will put into the one on the screen (`parcial` in the template)."""
    state = request.state
    known = {"quem": getattr(state, "quem", None), "now": getattr(state, "now", None), "request": request}
    body = render(name, parcial=partial(request), **known, **context)
    return HTMLResponse(body, status, HEADERS)


def goto(request: Request, url: str) -> Response:
    """Send the browser elsewhere after a change, whoever asked: htmx or a form."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": url} | HEADERS)
    return RedirectResponse(url, 303, HEADERS)
