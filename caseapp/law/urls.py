"""Addresses of the law room."""

app_name = "law"

urlpatterns: list[object] = []
