"""Addresses of the cases room."""

app_name = "cases"

urlpatterns: list[object] = []
