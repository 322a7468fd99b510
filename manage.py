"""Entry of every management command."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from portal.kit.roomy import roomy

    try:
        roomy(execute_from_command_line)(sys.argv)
    except ImproperlyConfigured as wrong:  # a sentence for a person, who is not helped by a page of Python's own words
        sys.exit(f"✗ {wrong}")
