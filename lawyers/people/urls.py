"""Addresses of the people room."""

app_name = "people"

urlpatterns: list[object] = []
