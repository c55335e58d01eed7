"""Kinds, roles, duties, scopes, and the states of an invitation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganizationKind(TextChoices):
    """Legal nature of a body that people act for (domain/tenants.md)."""

    COMPANY = "company", _("Company")
    COOPERATIVE = "cooperative", _("Co-operative")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    ASSOCIATION = "association", _("Association")
    RESIDENT_GROUP = "resident_group", _("Residents' group")
    SHOP = "shop", _("Shop")
    MERCHANTS_ASSOCIATION = "merchants_association", _("Merchants' association")
    INTERMEDIARY = "intermediary", _("Intermediary organisation")
    DISTRICT_OFFICE = "district_office", _("District office")
    DISTRICT_DEPARTMENT = "district_department", _("District department")
    DISTRICT_TEAM = "district_team", _("District team")
    DONG_OFFICE = "dong_office", _("Neighbourhood office")
    AGENCY = "agency", _("Public agency")
    GOVERNMENT = "government", _("Other government body")
    UNIVERSITY = "university", _("University")
    FOREIGN_BODY = "foreign_body", _("Foreign organisation")
    PARK_OPERATOR = "park_operator", _("Park operator")
    FACILITY_OPERATOR = "facility_operator", _("Facility operator")


DISTRICT_KINDS = frozenset(
    {
        OrganizationKind.DISTRICT_OFFICE,
        OrganizationKind.DISTRICT_DEPARTMENT,
        OrganizationKind.DISTRICT_TEAM,
        OrganizationKind.DONG_OFFICE,
    }
)


class Field(TextChoices):
    """Fields of work: the seven of the plan's table of links by field (seeds/002), and two of the park's own."""

    EDUCATION = "education", _("Youth and education")
    YOUTH_ECONOMY = "youth_economy", _("Young adults and economy")
    WOMEN_FAMILY = "women_family", _("Women and family")
    SENIORS = "seniors", _("Older people")
    COMMUNITY = "community", _("Local residents")
    INNOVATION_TECHNOLOGY = "innovation_technology", _("Innovation technology")
    TRANSPORT_CULTURE = "transport_culture", _("Transport and culture")
    ENVIRONMENT = "environment", _("Environment")
    ARTS = "arts", _("Arts")


class Role(TextChoices):
    OWNER = "owner", _("Head")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")


class Duty(TextChoices):
    """What a person looks after for the organisation. Work follows the duty, not the person."""

    DIRECTION = "direction", _("Direction")
    RENTALS = "rentals", _("Hall rentals")
    TENANCY = "tenancy", _("Tenancy")
    PROJECTS = "projects", _("Supported projects")
    COLLABORATION = "collaboration", _("Joint work")
    FINANCE = "finance", _("Accounting")
    PROMOTION = "promotion", _("Promotion")
    FACILITIES = "facilities", _("Facilities")
    COORDINATION = "coordination", _("Coordination of joint work")
    REVIEWING = "reviewing", _("Reviewing")


class ConsentPurpose(TextChoices):
    """What a person may agree to, each on its own; nothing else depends on it."""

    NEWSLETTER = "newsletter", _("News of the park by e-mail")
    PHOTOS = "photos", _("Photos taken at events, for the park's publications")
    SURVEYS = "surveys", _("Invitations to surveys")


class Scope(TextChoices):
    """What a personal API token opens: a resource of the API, to read or to write."""

    BOOKINGS_READ = "bookings:read", _("See bookings")
    BOOKINGS_WRITE = "bookings:write", _("Book and cancel")


class InvitationState(TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


MOVES = {
    InvitationState: {
        InvitationState.PENDING: (
            InvitationState.ACCEPTED,
            InvitationState.DECLINED,
            InvitationState.REVOKED,
            InvitationState.EXPIRED,
        ),
        InvitationState.ACCEPTED: (),
        InvitationState.DECLINED: (),
        InvitationState.REVOKED: (),
        InvitationState.EXPIRED: (),
    }
}
PUBLIC = {InvitationState: {state: state.label for state in InvitationState}}
