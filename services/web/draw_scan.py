"""`python -m services.web.draw_scan PAGE WIDTH`: a PDF or picture on standard input, that page as PNG on standard output."""

from __future__ import annotations

import io
import resource
import sys

from PIL import Image, ImageOps

MEMORY = 1 << 30
CPU_S = 15
Image.MAX_IMAGE_PIXELS = 120_000_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    page, width = int(sys.argv[1]), int(sys.argv[2])
    data = sys.stdin.buffer.read()
    drawn = _pdf(data, page, width) if data[:1024].lstrip().startswith(b"%PDF-") else _picture(data, page)
    drawn.thumbnail((width, width * 4))
    drawn.convert("RGB").save(sys.stdout.buffer, "PNG")


def _pdf(data: bytes, page: int, width: int) -> Image.Image:
    import pypdfium2

    sheet = pypdfium2.PdfDocument(data)[page - 1]
    drawn: Image.Image = sheet.render(scale=width / sheet.get_width()).to_pil()
    return drawn


def _picture(data: bytes, page: int) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.seek(page - 1)
    return ImageOps.exif_transpose(image.convert("RGB"))


if __name__ == "__main__":
    main()
