"""QR codes, drawn by segno (ISO/IEC 18004)."""

import io

import segno


def draw_qr_code(text: str) -> bytes:
    """An SVG of the code: dark on white in either theme, with its quiet zone of four modules.

    Colours are attributes; a style would be refused by the content security policy.
    """
    picture = io.BytesIO()
    # M survives a thumb on the screen and keeps the modules of an invite's address large.
    segno.make_qr(text, error="m").save(
        picture, kind="svg", border=4, omitsize=True, dark="#000", light="#fff",
        xmldecl=False, svgclass=None, lineclass=None, nl=False,
    )  # fmt: skip
    return picture.getvalue()
