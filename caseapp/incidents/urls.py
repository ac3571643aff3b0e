"""Addresses of the incidents room."""

from django.urls import path

from caseapp.incidents.views import arriving, catalogue, correcting, deciding, evidence, incidents, review

app_name = "incidents"

urlpatterns = [
    path("", evidence.inbox, name="inbox"),
    path("cases/<uuid:code>/", incidents.case_incidents, name="case_incidents"),
    path("cases/<uuid:code>/new/", incidents.new, name="new"),
    path("cases/<uuid:code>/evidence/", evidence.case_evidence, name="case_evidence"),
    path("cases/<uuid:code>/evidence/upload/", evidence.upload, name="upload"),
    path("cases/<uuid:code>/catalogue/", catalogue.catalogue, name="catalogue"),
    path("cases/<uuid:code>/catalogue/number/", catalogue.number_exhibits, name="number_exhibits"),
    path("cases/<uuid:code>/catalogue/table/", catalogue.catalogue_table, name="catalogue_table"),
    path("cases/<uuid:code>/catalogue/paper/", catalogue.catalogue_pdf, name="catalogue_pdf"),
    path("cases/<uuid:code>/catalogue/export/", catalogue.export, name="export"),
    path("exports/<uuid:code>/download/", catalogue.export_download, name="export_download"),
    path("exhibits/<uuid:code>/", catalogue.exhibit, name="exhibit"),
    path("cases/<uuid:code>/evidence/arrivals/", arriving.begin, name="begin_arrival"),
    path("cases/<uuid:code>/evidence/arrivals/<str:arrival>/", arriving.go_on, name="go_on_arrival"),
    path("cases/<uuid:code>/evidence/arrivals/<str:arrival>/result/", arriving.result, name="arrival_result"),
    path("cases/<uuid:code>/review/", review.review, name="review"),
    path("cases/<uuid:code>/review/decide/", deciding.decide_many, name="decide_many"),
    path("cases/<uuid:code>/review/undo/", deciding.undo_last, name="undo_last"),
    path("suggestions/<uuid:code>/confirm/", deciding.confirm, name="confirm"),
    path("suggestions/<uuid:code>/reject/", deciding.reject, name="reject"),
    path("suggestions/<uuid:code>/reopen/", deciding.reopen, name="reopen"),
    path("messages/<uuid:code>/accept/", deciding.accept, name="accept"),
    path("messages/<uuid:code>/dismiss/", deciding.dismiss, name="dismiss"),
    path("messages/<uuid:code>/later/", deciding.later, name="later"),
    path("messages/<uuid:code>/undo/", deciding.undo, name="undo"),
    path("messages/<uuid:code>/edit/", deciding.edit, name="edit"),
    path("messages/<uuid:code>/correct/", correcting.correct, name="correct"),
    path("messages/<uuid:code>/split/", correcting.split, name="split"),
    path("messages/<uuid:code>/merge/", correcting.merge, name="merge"),
    path("messages/<uuid:code>/part/", correcting.part, name="part"),
    path("corrections/<uuid:code>/undo/", correcting.undo_correction, name="undo_correction"),
    path("pairs/<uuid:code>/decide/", correcting.same, name="same"),
    path("messages/<uuid:code>/original/", review.original, name="original"),
    path("evidence/<uuid:code>/", evidence.item, name="item"),
    path("evidence/<uuid:code>/download/", evidence.download, name="download"),
    path("evidence/<uuid:code>/read/", evidence.read_again, name="read_again"),
    path("evidence/<uuid:code>/download/dangerous/", evidence.download_dangerous, name="download_dangerous"),
    path("<uuid:code>/", incidents.detail, name="detail"),
    path("<uuid:code>/attribute/", incidents.attribute, name="attribute"),
    path("<uuid:code>/withdraw/", incidents.withdraw, name="withdraw"),
]
