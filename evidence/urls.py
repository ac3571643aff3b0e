"""Addresses of the locker that need no case around them."""

from django.urls import path

from evidence.fixity import views as fixity
from evidence.items import views as items

app_name = "evidence"

urlpatterns = [
    path("items/<uuid:code>/withdraw/", items.withdraw, name="withdraw"),
    path("items/<uuid:code>/bring-back/", items.bring_back, name="bring_back"),
    path("alarms/<uuid:code>/acknowledge/", fixity.acknowledge, name="acknowledge"),
]
