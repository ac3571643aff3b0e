"""Django's administration: for system administrators, who make organisations and first accounts and see no case."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from lawyers.people.models import Organisation, User


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no arguments at run time
    list_display = ["name", "slug", "kind", "number_prefix"]
    prepopulated_fields = {"slug": ["name"]}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # as above
    ordering = ("username",)
    list_display = ("username", "name", "organisation", "role", "is_active")
    list_filter = ("organisation", "role", "is_active")
    search_fields = ("username", "name")
    filter_horizontal = ()
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "password",
                    "name",
                    "email",
                    "organisation",
                    "role",
                    "is_active",
                    "is_staff",
                    "is_superuser",
                ]
            },
        ),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "organisation", "role", "password1", "password2"]})
    ]
