"""Addresses of the incidents room."""

from django.urls import path

from caseapp.incidents.views import evidence, incidents, review

app_name = "incidents"

urlpatterns = [
    path("", evidence.inbox, name="inbox"),
    path("cases/<uuid:code>/", incidents.case_incidents, name="case_incidents"),
    path("cases/<uuid:code>/new/", incidents.new, name="new"),
    path("cases/<uuid:code>/evidence/", evidence.case_evidence, name="case_evidence"),
    path("cases/<uuid:code>/evidence/upload/", evidence.upload, name="upload"),
    path("cases/<uuid:code>/review/", review.review, name="review"),
    path("cases/<uuid:code>/review/decide/", review.decide_many, name="decide_many"),
    path("suggestions/<uuid:code>/reject/", review.reject, name="reject"),
    path("messages/<uuid:code>/undo/", review.undo, name="undo"),
    path("evidence/<uuid:code>/", evidence.item, name="item"),
    path("evidence/<uuid:code>/download/", evidence.download, name="download"),
    path("<uuid:code>/", incidents.detail, name="detail"),
    path("<uuid:code>/attribute/", incidents.attribute, name="attribute"),
    path("<uuid:code>/withdraw/", incidents.withdraw, name="withdraw"),
]
