"""What the district offers and what happened: communities, events, internships, the bank of practices, publications."""

from communities.models.bulk import EventBulk
from communities.models.circles import Community, Membership
from communities.models.events import Attendance, Event
from communities.models.practices import Authorship, Practice, Publication
from communities.models.sites import Internship, Programme

__all__ = [
    "Attendance",
    "Authorship",
    "Community",
    "Event",
    "EventBulk",
    "Internship",
    "Membership",
    "Practice",
    "Programme",
    "Publication",
]
