"""QR codes as inline SVG, for the check page's address on numbered documents."""

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString


def qr_svg(text: str, *, label: str = "QR-код для проверки документа", size: int = 88) -> SafeString:
    """A QR code of ``text`` as an SVG element ``size`` CSS pixels wide, with presentation attributes only.

    An empty text gives an empty string, so that an unnumbered draft simply has no code. Raises ValueError when the
    text is longer than a QR code can hold (about 2 300 bytes).
    """
    if not text:
        return SafeString("")
    code = segno.make_qr(text, error="m")
    modules, _ = code.symbol_size(border=2)
    path = "".join(_bars(code))
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {modules} {modules}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges"><rect width="{modules}" height="{modules}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )


def _bars(code: segno.QRCode) -> list[str]:
    """Runs of dark modules, each one rectangle of the path; light ones are the ground."""
    bars = []
    for y, modules in enumerate(code.matrix_iter(border=2)):
        row = list(modules)
        x = 0
        while x < len(row):
            run = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x) if row[x] else 0
            bars += [f"M{x} {y}h{run}v1h-{run}z"] if run else []
            x += run or 1
    return bars
