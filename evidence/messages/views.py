"""The picture in which messages were read, small enough for a page."""

import io
import warnings
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps

from evidence.items.models import EvidenceItem
from evidence.items.services import open_bytes
from lawyers.access import STAFF, get_visible_or_404, open_to, require

PIXELS_AT_MOST = 60_000_000
WIDEST = 1400


@require_safe
@open_to(STAFF)
def preview(request: HttpRequest, code: UUID) -> HttpResponse:
    """The picture held upright, encoded anew: nothing of the received file reaches the browser."""
    item = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("personal_data.reveal", request.user, item.matter)
    response = HttpResponse(_encoded(item), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=300"
    return response


def _encoded(item: EvidenceItem) -> bytes:
    try:
        with warnings.catch_warnings(), open_bytes(item) as stream, Image.open(stream) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > PIXELS_AT_MOST:
                raise Http404
            picture.draft("RGB", (WIDEST, WIDEST * picture.height // picture.width))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Http404 from error
    upright.thumbnail((WIDEST, upright.height))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()
