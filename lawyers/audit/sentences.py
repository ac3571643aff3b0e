"""What each event says, as a sentence in the reader's language. Rooms add theirs; an event without one shows its name."""

from django.utils.translation import gettext_noop

_sentences: dict[str, str] = {
    "matter.opened": gettext_noop("opened a matter"),
    "matter.assigned": gettext_noop("assigned somebody to the matter"),
    "matter.unassigned": gettext_noop("ended an assignment"),
    "personal_data.seen": gettext_noop("looked at personal data"),
    "person.invited": gettext_noop("invited a person"),
    "person.joined": gettext_noop("joined by invitation"),
    "person.invitation_revoked": gettext_noop("took an invitation back"),
    "person.deactivated": gettext_noop("deactivated a person"),
    "person.reactivated": gettext_noop("let a person sign in again"),
    "person.role_changed": gettext_noop("changed a role"),
    "case.opened": gettext_noop("registered a case"),
    "case.moved": gettext_noop("changed the status of a case"),
    "case.planned": gettext_noop("planned the next step"),
    "case.closed": gettext_noop("closed a case"),
    "case.reopened": gettext_noop("opened a case again"),
    "note.added": gettext_noop("wrote a note"),
    "client.added": gettext_noop("took in a client"),
    "client.changed": gettext_noop("changed a client"),
    "contact.added": gettext_noop("added a contact"),
    "contact.changed": gettext_noop("changed a contact"),
    "debt.added": gettext_noop("added a debt"),
    "debt.changed": gettext_noop("changed a debt"),
    "debt.removed": gettext_noop("removed a debt"),
    "company.created": gettext_noop("added a company"),
    "company.changed": gettext_noop("changed a company"),
    "company.alias_added": gettext_noop("added another name of a company"),
    "company.verified": gettext_noop("checked a company"),
    "company.merged": gettext_noop("merged two companies"),
    "company.merge_undone": gettext_noop("took a merge back"),
    "engagement.added": gettext_noop("noted who collects for whom"),
    "engagement.ended": gettext_noop("ended an engagement"),
    "evidence.received": gettext_noop("took evidence in"),
    "evidence.downloaded": gettext_noop("downloaded evidence"),
    "incident.confirmed": gettext_noop("confirmed an incident"),
    "incident.changed": gettext_noop("changed an incident"),
    "incident.withdrawn": gettext_noop("took an incident back"),
    "message.corrected": gettext_noop("put right what a message says"),
    "message.split": gettext_noop("split a message"),
    "message.joined": gettext_noop("joined two messages"),
    "message.parted": gettext_noop("said that two messages are not the same"),
    "message.undone": gettext_noop("took a correction back"),
    "message.looked_at": gettext_noop("looked at a message"),
    "message.dismissed": gettext_noop("set a message aside"),
    "message.reopened": gettext_noop("opened a message for review again"),
    "suggestion.confirmed": gettext_noop("confirmed a suggestion"),
    "suggestion.rejected": gettext_noop("rejected a suggestion"),
    "suggestion.reopened": gettext_noop("opened a suggestion again"),
}


def sentence_of(name: str) -> str:
    """The English sentence of an event, to be translated; its bare name when unknown."""
    return _sentences.get(name, name)
