"""QR codes."""

import segno


def qr_code(address: str) -> str:
    """The address as a QR code (ISO/IEC 18004) for an <img>, drawn in black with the quiet zone it needs."""
    # Level M stays readable when a printed sheet was folded through the code.
    return str(
        segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    )
