"""Addresses of the audit room."""

app_name = "audit"

urlpatterns: list[object] = []
