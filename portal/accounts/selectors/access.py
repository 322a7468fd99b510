"""Who waits at the door of a district that has nobody to open it yet."""

from portal.accounts.models import District, DistrictRemoval, Invitation, Role
from portal.kit import wall


def waiting_heads(district: District) -> list[Invitation]:
    """Open invitations of its heads, for the operator; opens the wall for these only."""
    with wall.scope([district.pk], common=True):
        return list(Invitation.objects.open().filter(district=district, role=Role.DEPARTMENT_HEAD))


def removal_waits(district: District) -> bool:
    """Whether a removal of the district is planned and has not begun."""
    S = DistrictRemoval.State
    return DistrictRemoval.objects.filter(subject=district, state__in=[S.WAITING, S.FAILED]).exists()
