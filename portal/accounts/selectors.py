"""What we know about districts, people and words."""

from portal.accounts.models import Agreement, Role, User, Word


def windows(user: User) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(partners, members): whose shared objects the user's districts may read, and whose aggregates the user coordinates.

    Both come from signed agreements in force only, so a window closes with its agreement.
    """
    own, coordinated = set(user.district_ids), set(user.districts_as(Role.COORDINATOR))
    pairs = list(Agreement.objects.in_force().values_list("lead_id", "district_id"))
    partners = {other for lead, member in pairs for mine, other in ((lead, member), (member, lead)) if mine in own}
    members = {member for lead, member in pairs if lead in coordinated}
    return tuple(sorted(partners - own)), tuple(sorted(members))


def words(dictionary: str) -> list[Word]:
    """The words of a dictionary in use, in order."""
    return list(Word.objects.filter(dictionary=dictionary, active=True))


def choices(dictionary: str) -> list[tuple[str, str]]:
    """(code, name) pairs of a dictionary for a select field."""
    return [(word.code, word.name) for word in words(dictionary)]


def names(dictionary: str) -> dict[str, str]:
    """code → name of a dictionary, retired words included: old rows still need their names."""
    return dict(Word.objects.filter(dictionary=dictionary).values_list("code", "name"))
