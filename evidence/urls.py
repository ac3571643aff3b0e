"""Addresses of the locker that need no case around them."""

from django.urls import path

from evidence.derivatives.views import pages, serving
from evidence.descriptions import views as descriptions
from evidence.fixity import views as fixity
from evidence.items import views as items
from evidence.timestamps import views as timestamps

app_name = "evidence"

urlpatterns = [
    path("<uuid:code>/describe/", descriptions.describe, name="describe"),
    path("<uuid:code>/statement/", descriptions.statement, name="statement"),
    path("items/<uuid:code>/stamp/", timestamps.ask_again, name="stamp_again"),
    path("stamps/<uuid:code>/<slug:part>/", timestamps.part, name="stamp_part"),
    path("<uuid:code>/preview/", serving.preview, name="preview"),
    path("<uuid:code>/thumbnail/", serving.thumbnail, name="thumbnail"),
    path("<uuid:code>/play/", serving.play, name="play"),
    path("<uuid:code>/transcript/", pages.transcript, name="transcript"),
    path("<uuid:code>/redact/", pages.redact, name="redact"),
    path("<uuid:code>/metadata/", pages.metadata, name="metadata"),
    path("copies/<uuid:code>/", serving.copy, name="copy"),
    path("items/<uuid:code>/withdraw/", items.withdraw, name="withdraw"),
    path("items/<uuid:code>/bring-back/", items.bring_back, name="bring_back"),
    path("alarms/<uuid:code>/acknowledge/", fixity.acknowledge, name="acknowledge"),
]
