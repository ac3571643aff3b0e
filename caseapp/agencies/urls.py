"""Addresses of the agencies room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from caseapp.agencies import views

app_name = "agencies"


class CompanyKindConverter(StringConverter):
    """The kinds of rows that have a page."""

    regex = "lender|agency|platform|product"


register_converter(CompanyKindConverter, "company_kind")

urlpatterns = [
    path("", views.companies, name="list"),
    path("suggest/", views.suggest, name="suggest"),
    path("<company_kind:kind>/new/", views.new, name="new"),
    path("<company_kind:kind>/<uuid:code>/", views.detail, name="detail"),
    path("<company_kind:kind>/<uuid:code>/edit/", views.edit, name="edit"),
    path("<company_kind:kind>/<uuid:code>/alias/", views.add_alias, name="alias"),
    path("<company_kind:kind>/<uuid:code>/verify/", views.verify, name="verify"),
    path("<company_kind:kind>/<uuid:code>/merge/", views.merge, name="merge"),
    path("<company_kind:kind>/<uuid:code>/merges/<int:merge_id>/undo/", views.undo_merge, name="undo_merge"),
    path("<company_kind:kind>/<uuid:code>/mandate/", views.mandate, name="mandate"),
    path("lender/<uuid:code>/engage/", views.add_engagement, name="engage"),
]
