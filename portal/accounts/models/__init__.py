"""Districts, networks, organisations, people with access and what they are appointed to."""

from portal.accounts.models.access import Consent, ConsentText, Invitation, Responsibility, SavedList
from portal.accounts.models.districts import Agreement, District, Network
from portal.accounts.models.handover import Handover
from portal.accounts.models.organisations import FormerName, Organisation, OrganisationQuerySet, OrganisationStatus, Reorganisation, Succession, natural_order
from portal.accounts.models.people import Appointment, AppointmentQuerySet, User
from portal.accounts.models.personal import DistrictRemoval, Erasure, PersonalCopy
from portal.accounts.models.roles import Role
from portal.accounts.models.words import Word

__all__ = [
    "Agreement",
    "Appointment",
    "AppointmentQuerySet",
    "Consent",
    "ConsentText",
    "District",
    "DistrictRemoval",
    "Erasure",
    "FormerName",
    "Handover",
    "Invitation",
    "Network",
    "Organisation",
    "OrganisationQuerySet",
    "OrganisationStatus",
    "PersonalCopy",
    "Reorganisation",
    "Responsibility",
    "Role",
    "SavedList",
    "Succession",
    "User",
    "Word",
    "natural_order",
]
