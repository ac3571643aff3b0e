"""The shape of what people write to sign in and join."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.utils.translation import gettext_lazy as _

from lawyers.pages.forms import helper
from lawyers.people.models import Role


class SignInForm(AuthenticationForm):
    """User name in any letter case, and password."""

    error_messages = {
        "invalid_login": _(
            "User name and password do not fit together. Check the letter case of the password, or set a new one."
        ),
        "inactive": _("This account is not active any more."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        self.helper = helper("username", "password", tag=False)

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePasswordForm(PasswordChangeForm):
    """Old and new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("old_password", "new_password1", "new_password2", submit=_("Change password"))


class AskResetForm(PasswordResetForm):
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("email", submit=_("Send the link"))


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # takes no arguments at run time
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("new_password1", "new_password2", submit=_("Set password"))


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(label=_("Name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("When given, the link is sent there; it is shown here in any case."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "role", "email", submit=_("Make the link"))


class JoinForm(forms.Form):
    """User name and password of somebody who was invited."""

    username = forms.RegexField(
        label=_("User name"), regex=r"^[a-z0-9._-]{3,40}$", help_text=_("Small letters, digits, dot, dash; at least three."),
        error_messages={"invalid": _("Use small letters, digits, dot and dash; at least three.")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("At least ten characters; not only digits, not a common word.")
        self.helper = helper("username", "password", submit=_("Join"))

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password)
        return password


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
