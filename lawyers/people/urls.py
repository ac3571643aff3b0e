"""Addresses of the people room."""

from django.urls import path

from lawyers.people import views

app_name = "people"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password_change, name="password_change"),
    path("password/reset/", views.password_reset, name="password_reset"),
    path("password/reset/sent/", views.password_reset_sent, name="password_reset_sent"),
    path("password/reset/<uidb64>/<token>/", views.password_new, name="password_new"),
    path("join/<str:token>/", views.join, name="join"),
    path("people/", views.people, name="list"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<uuid:code>/revoke/", views.revoke, name="revoke"),
    path("people/<uuid:code>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:code>/reactivate/", views.reactivate, name="reactivate"),
    path("people/<uuid:code>/role/", views.change_role, name="change_role"),
]
