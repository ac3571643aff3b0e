"""Addresses of the cases room."""

from django.urls import path

from caseapp.cases.views import intake, listing, work

app_name = "cases"

urlpatterns = [
    path("", listing.cases, name="list"),
    path("search/", listing.search, name="search"),
    path("export.csv", listing.export, {"form": "csv"}, name="export_csv"),
    path("export.xlsx", listing.export, {"form": "xlsx"}, name="export_xlsx"),
    path("filters/", listing.save_filter, name="save_filter"),
    path("filters/<uuid:code>/delete/", listing.delete_filter, name="delete_filter"),
    path("new/", intake.new, name="new"),
    path("intake/", intake.save, name="save_intake"),
    path("<uuid:code>/", work.detail, name="detail"),
    path("<uuid:code>/intake/", intake.resume, name="resume"),
    path("<uuid:code>/notes/", work.add_note, name="add_note"),
    path("<uuid:code>/plan/", work.plan, name="plan"),
    path("<uuid:code>/move/", work.move, name="move"),
    path("<uuid:code>/close/", work.close, name="close"),
    path("<uuid:code>/reopen/", work.reopen, name="reopen"),
    path("<uuid:code>/people/", work.people, name="people"),
    path("<uuid:code>/people/assign/", work.assign, name="assign"),
    path("<uuid:code>/people/<int:assignment_id>/end/", work.unassign, name="unassign"),
    path("<uuid:code>/client/", work.edit_client, name="edit_client"),
    path("<uuid:code>/contacts/new/", work.edit_row, {"what": "contact"}, name="new_contact"),
    path("<uuid:code>/contacts/<uuid:row>/", work.edit_row, {"what": "contact"}, name="edit_contact"),
    path("<uuid:code>/debts/", work.debts, name="debts"),
    path("<uuid:code>/debts/new/", work.edit_row, {"what": "debt"}, name="new_debt"),
    path("<uuid:code>/debts/<uuid:row>/", work.edit_row, {"what": "debt"}, name="edit_debt"),
    path("<uuid:code>/debts/<uuid:row>/remove/", work.remove_debt, name="remove_debt"),
]
