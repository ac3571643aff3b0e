"""Every address of the product."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from caseapp.dashboards.views import desk

set_language = login_not_required(set_language)
set_language.open_to = ("anyone",)

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="people:sign_in", query_string=True))
to_sign_in.open_to = ("anyone",)

urlpatterns = [
    path("", desk.desk, name="home"),
    path("language/", set_language, name="set_language"),
    path("", include("lawyers.people.urls")),
    path("matters/", include("lawyers.matters.urls")),
    path("audit/", include("lawyers.audit.urls")),
    path("cases/", include("caseapp.cases.urls")),
    path("companies/", include("caseapp.agencies.urls")),
    path("evidence/", include("evidence.urls")),
    path("", include("caseapp.uploads.urls")),
    path("incidents/", include("caseapp.incidents.urls")),
    path("figures/", include("caseapp.dashboards.urls")),
    path("law/", include("caseapp.law.urls")),
    path("system/login/", to_sign_in),
    path("system/", admin.site.urls),  # noqa: TID251  # the one place where the site is mounted
]
