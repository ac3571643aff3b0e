"""Addresses of the phone page and of the office's side."""

from django.urls import path

from caseapp.uploads.views import arriving, links, phone

app_name = "uploads"

urlpatterns = [
    path("u/<str:secret>/", phone.welcome, name="welcome"),
    path("u/<str:secret>/agree/", phone.agree, name="agree"),
    path("u/<str:secret>/choose/", phone.choose, name="choose"),
    *(path(f"u/<str:secret>/{kind}/", phone.send, {"kind": kind}, name=kind) for kind in phone.KINDS),
    path("u/<str:secret>/arrivals/", arriving.begin, name="begin_arrival"),
    path("u/<str:secret>/arrivals/<str:arrival>/", arriving.go_on, name="go_on_arrival"),
    path("u/<str:secret>/arrivals/<str:arrival>/result/", arriving.result, name="arrival_result"),
    path("u/<str:secret>/statement/", phone.statement, name="statement"),
    path("u/<str:secret>/receipts/", phone.receipts, name="receipts"),
    path("u/<str:secret>/receipt.txt", phone.receipts_text, name="receipts_text"),
    path("u/<str:secret>/refuse/", phone.refuse, name="refuse"),
    path("u/<str:secret>/refused/", phone.refused, name="refused"),
    path("u/<str:secret>/language/", phone.language, name="language"),
    path("uploads/cases/<uuid:code>/", links.links, name="links"),
    path("uploads/cases/<uuid:code>/sheet/", links.sheet, name="sheet"),
    path("uploads/links/<uuid:code>/", links.link, name="link"),
    path("uploads/links/<uuid:code>/extend/", links.extend, name="extend"),
    path("uploads/links/<uuid:code>/revoke/", links.revoke, name="revoke"),
]
