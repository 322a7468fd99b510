"""What every installation begins with: dictionaries, the professional standard, the indicators' passports."""

from portal.kit.wall import scope

from . import indicators, words


def load_base() -> None:
    """Add what is missing; what people have changed since stays. A second call changes nothing."""
    with scope(common=True):
        words.dictionaries()
        words.framework()
        indicators.passports()
