"""Addresses of the agencies room."""

app_name = "agencies"

urlpatterns: list[object] = []
