"""Addresses of the incidents room."""

app_name = "incidents"

urlpatterns: list[object] = []
