"""What the district offers and what happened there, for those who plan and count."""

from communities.selectors.offers import Offers, completed_internship, membership, offers, presence

__all__ = ["Offers", "completed_internship", "membership", "offers", "presence"]
