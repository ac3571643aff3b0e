"""Signing in and out, passwords, and the people of an organisation."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lawyers.access import ANYONE, STAFF, get_visible_or_404, open_to
from lawyers.notices import mail
from lawyers.people import forms, services
from lawyers.people.models import Invitation, User

BACKEND = "lawyers.people.backends.ActivePersonBackend"


class SignIn(views.LoginView):
    """The one sign-in form. The session remembers the sign-in before this one."""

    template_name = "people/sign_in.html"
    authentication_form = forms.SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        before = form.get_user().last_login
        response = super().form_valid(form)
        self.request.session["previous_sign_in"] = (
            f"{timezone.localtime(before):%Y-%m-%d %H:%M}" if before else ""
        )
        return response

    def get_default_redirect_url(self) -> str:
        user: Any = self.request.user
        return reverse("home") if getattr(user, "role", "") else reverse("admin:index")


class AskReset(views.PasswordResetView):
    """Ask for a link by mail; the answer is the same whether the address is known or not."""

    template_name = "people/password_reset.html"
    email_template_name = "emails/password_reset.txt"
    subject_template_name = "emails/password_reset_subject.txt"
    form_class = forms.AskResetForm
    success_url = reverse_lazy("people:password_reset_sent")


class NewPassword(views.PasswordResetConfirmView):
    """Set a new password through the link."""

    template_name = "people/password_new.html"
    form_class = forms.NewPasswordForm
    success_url = reverse_lazy("people:sign_in")


sign_in = open_to(ANYONE)(SignIn.as_view())
password_reset = open_to(ANYONE)(AskReset.as_view())
password_reset_sent = open_to(ANYONE)(
    views.PasswordResetDoneView.as_view(template_name="people/password_sent.html")
)
password_new = open_to(ANYONE)(NewPassword.as_view())
sign_out = open_to(ANYONE)(views.LogoutView.as_view())


@login_not_required
def too_many_attempts(
    request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Too many wrong passwords: say how long to wait."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/too_many.html", {"minutes": minutes}, status=429)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password; other sessions of the person end."""
    form = forms.ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return redirect("home")
    return render(request, "people/password_change.html", {"form": form})


@require_safe
@open_to("administrator")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the organisation, and open invitations."""
    rows = User.objects.visible_to(request.user).order_by("-is_active", "name")
    invitations = Invitation.objects.visible_to(request.user).open()
    context = {
        "people": rows,
        "invitations": invitations,
        "role_form": forms.RoleForm(),
        "roles": forms.Role.choices,
    }
    return render(request, "people/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to("administrator")
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for one person; it is shown once."""
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation, token = services.invite_person(request.user, **form.cleaned_data)
        link = f"{settings.SITE_URL}{reverse('people:join', args=[token])}"
        is_sent = _send(invitation, link)
        return render(
            request, "people/invited.html", {"invitation": invitation, "link": link, "is_sent": is_sent}
        )
    return render(request, "people/invite.html", {"form": form})


def _send(invitation: Invitation, link: str) -> bool:
    if not invitation.email:
        return False
    try:
        mail.send("invitation", to=invitation.email, invitation=invitation, link=link)
    except OSError:
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANYONE)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation."""
    is_open = Invitation.objects.open().filter(fingerprint=services.fingerprint_of(token)).first()
    form = forms.JoinForm(request.POST or None)
    if is_open is None:
        return render(request, "people/link_used.html", status=410)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept_invitation(token=token, **form.cleaned_data)
        except services.NameIsTaken:
            form.add_error("username", _("This user name is taken; choose another."))
        except services.InvitationIsUsed:
            return render(request, "people/link_used.html", status=410)
        else:
            login(request, person, backend=BACKEND)
            return redirect("home")
    return render(request, "people/join.html", {"form": form, "invitation": is_open})


@require_POST
@open_to("administrator")
def revoke(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take an invitation back."""
    services.revoke_invitation(
        request.user, invitation=get_visible_or_404(Invitation, request.user, code=code)
    )
    messages.success(request, _("The link does not work any more."))
    return redirect("people:list")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to("administrator")
def deactivate(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say first what it means, then do it."""
    person = get_visible_or_404(User, request.user, code=code)
    if request.method != "POST":
        return render(
            request,
            "people/deactivate.html",
            {"person": person, "open_count": person.assignments.filter(until_on__isnull=True).count()},
        )
    try:
        services.deactivate_person(request.user, person=person)
        messages.success(request, _("Deactivated. The person is signed out everywhere."))
    except services.MustStay:
        messages.error(request, _("Nobody deactivates themselves, and the last administrator stays."))
    return redirect("people:list")


@require_POST
@open_to("administrator")
def reactivate(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let the person sign in again."""
    services.reactivate_person(request.user, person=get_visible_or_404(User, request.user, code=code))
    messages.success(request, _("The person may sign in again."))
    return redirect("people:list")


@require_POST
@open_to("administrator")
def change_role(request: HttpRequest, code: UUID) -> HttpResponse:
    """Give another role."""
    person = get_visible_or_404(User, request.user, code=code)
    form = forms.RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("people:list")
    try:
        services.change_role(request.user, person=person, role=form.cleaned_data["role"])
        messages.success(request, _("Role changed."))
    except services.MustStay:
        messages.error(request, _("Nobody changes their own role, and the last administrator stays."))
    return redirect("people:list")
