"""The verbs of proofs: handed in, read once, and then the paper is gone."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock, locks
from park_portal.documents.actions import file_purge, file_store
from spaces import notifications
from spaces.models import Reduction, ReductionProof
from spaces.rules import proofs as rules
from spaces.states import ProofState

SUBJECT = ReductionProof._meta.label_lower


@transaction.atomic
def proof_submit(
    *, by: Person, reduction: Reduction, upload: UploadedFile, organization: Organization | None = None
) -> ReductionProof:
    """Hand in a paper, for oneself or for an organisation one runs. It counts once it is accepted.

    Raises NotPermitted, ActionDenied (one is being read already), ValidationError (the file is not what it says).
    """
    holder = (locks.Lock.ORGANIZATION, organization.pk) if organization else (locks.Lock.PERSON, by.pk)
    locks.acquire([locks.key(*holder)])
    Reduction.objects.select_for_update(of=("self",), no_key=True).get(pk=reduction.pk)  # it may be changing just now
    rules.check_proof_submit(by, reduction, organization)
    rules.check_proof_once(by, reduction, organization)
    pk = _coming_pk()  # the file hangs on the proof, and the proof cannot be without its file
    file = file_store(by=by, subject_type=SUBJECT, subject_id=pk, purpose="proof", upload=upload)
    proof = ReductionProof.objects.create(
        pk=pk, reduction=reduction, person=by, organization=organization, file=file, submitted_at=clock.now()
    )
    record("proof.submit", by=by, subject=proof, organization=organization, reduction=reduction.pk)
    return proof


def _coming_pk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [ReductionProof._meta.db_table])
        return cursor.fetchone()[0]


@transaction.atomic
def proof_accept(*, by: Person, proof: ReductionProof, valid_until: date) -> ReductionProof:
    """The paper shows the right: it holds until the day before ``valid_until``, for bookings made from now on."""
    proof = _row(proof)
    rules.check_proof_decide(by, proof)
    rules.check_valid_until(valid_until)
    return _decide(proof, ProofState.ACCEPTED, by, valid_until=valid_until)


@transaction.atomic
def proof_refuse(*, by: Person, proof: ReductionProof, reason: str) -> ReductionProof:
    """The paper does not show it; ``reason`` is told to the person, in her language."""
    proof = _row(proof)
    rules.check_proof_decide(by, proof)
    return _decide(proof, ProofState.REFUSED, by, reason=reason[:300])


def _row(proof: ReductionProof) -> ReductionProof:
    rows = ReductionProof.objects.select_for_update(of=("self",), no_key=True).with_list_columns()
    return rows.get(pk=proof.pk)


def _decide(proof: ReductionProof, to: ProofState, by: Person, **facts: Any) -> ReductionProof:
    """Move it, delete the bytes of the paper, tell the person. The caller holds the row."""
    facts |= {"decided_at": clock.now(), "decided_by": by}
    proof.state = to
    for name, value in facts.items():
        setattr(proof, name, value)
    proof.save(update_fields=["state", *facts])
    file_purge(by=by, file=proof.file, reason="read")
    until = {"valid_until": proof.valid_until.isoformat()} if proof.valid_until else {}
    record(f"proof.{to}", by=by, subject=proof, organization=proof.organization, fields=["state"], **until)
    notifications.proof_decided(proof)
    return proof
