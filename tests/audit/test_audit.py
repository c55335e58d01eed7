"""The trail: written with its deed, changed by nobody."""

import pytest
from django.db import IntegrityError, connection, transaction

from park_portal.audit.actions import record
from park_portal.audit.models import AccessEvent, AuditEvent
from tests.factories import AccessEventFactory, AuditEventFactory, OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_record_keeps_ids_and_field_names():
    person, organization = PersonFactory(), OrganizationFactory()
    record("organization.edit", by=person, subject=organization, organization=organization, fields=["phone", "email"])
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.organization_id) == ("organization.edit", person.pk, organization.pk)
    assert (event.subject_type, event.subject_id) == ("accounts.organization", str(organization.pk))
    assert event.fields == ["email", "phone"]


def test_record_of_the_clock_has_no_actor():
    record("invitation.expired", by=None, subject=OrganizationFactory())
    assert AuditEvent.objects.get().actor_id is None


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    organization = OrganizationFactory()
    with pytest.raises(transaction.TransactionManagementError, match=r"organization\.edit"):
        record("organization.edit", by=None, subject=organization)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("factory", [AuditEventFactory, AccessEventFactory])
def test_the_database_refuses_to_change_the_trail(factory):
    row = factory()
    model = type(row)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(at="2020-01-01T00:00Z")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()
    assert model.objects.get(pk=row.pk).at == row.at


def test_only_the_purge_may_delete():
    row = AuditEventFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL park.retention = 'on'")
    AuditEvent.objects.filter(pk=row.pk).delete()
    assert not AuditEvent.objects.exists()


def test_a_look_at_members_is_logged(client_of):
    from tests.factories import centre_staff, member_of

    organization = OrganizationFactory()
    member, staff = member_of(organization), centre_staff()
    client_of(staff).get(f"/org/{organization.pk}/members/", REMOTE_ADDR="127.0.0.9")
    event = AccessEvent.objects.get()
    assert (event.actor_id, event.what, event.address) == (staff.pk, "members.list", "127.0.0.9")
    assert event.subject_ids == [member.memberships.get().pk]
    assert event.outcome == 200


@pytest.mark.django_db(transaction=True)
def test_a_look_is_logged_though_the_deed_rolled_back(rf):
    """The sink stands outside the request's transaction."""
    from django.http import HttpResponse

    from park_portal.audit.adapters import AccessLogMiddleware

    person = PersonFactory()

    def view(request):
        request.access_log.note("people.list", [person])
        with transaction.atomic():
            OrganizationFactory(name="사라질 곳")
            transaction.set_rollback(True)
        return HttpResponse(status=409)

    request = rf.get("/desk/")
    request.user = person
    AccessLogMiddleware(view)(request)
    assert AccessEvent.objects.get().outcome == 409
    assert not OrganizationFactory._meta.model.objects.filter(name="사라질 곳").exists()
