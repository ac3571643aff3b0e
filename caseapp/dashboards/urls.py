"""Addresses of the dashboards room."""

from django.urls import path

from caseapp.dashboards.views import figures

app_name = "dashboards"

urlpatterns = [
    path("", figures.league, name="league"),
    path("export.csv", figures.export, {"form": "csv"}, name="export_csv"),
    path("export.xlsx", figures.export, {"form": "xlsx"}, name="export_xlsx"),
    path("lenders/<uuid:code>/", figures.lender, name="lender"),
    path("incidents/", figures.incidents, name="incidents"),
    path("contacts/", figures.contacts, name="contacts"),
    path("clients/", figures.clients, name="clients"),
]
