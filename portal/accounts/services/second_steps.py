"""Second steps of signing in, as they are kept."""

from allauth.mfa.models import Authenticator

from portal.kit import sealing, wall

SEALED = ("secret", "seed")  # what makes the codes of an application, and the spare ones


def reseal_second_steps() -> tuple[int, int]:
    """Seal with the newest key what is under an old one or open. Returns (how many were sealed anew, how many no key opens)."""
    with wall.scope(signin=True):
        kept = Authenticator.objects.select_for_update().filter(data__has_any_keys=SEALED).order_by("pk")
        done = [_resealed(one) for one in kept]
    return done.count(True), done.count(None)


def _resealed(one: Authenticator) -> bool | None:
    """Was it sealed anew? None when no key opens it, and it stays as it is for the day when the key is found."""
    name = next(name for name in SEALED if name in one.data)
    if sealing.fresh(one.data[name]):
        return False
    try:
        one.data[name] = sealing.seal(sealing.unseal(one.data[name]))
    except sealing.Unreadable:
        return None
    one.save(update_fields=["data"])
    return True
