"""The wall around the tables of this app."""

from django.db import migrations

from portal.kit.wall import CHECK, Wall


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        Wall("StoredFile"),
        Wall("NumberedDocument", read=f"number = {CHECK} OR code = {CHECK}"),
        Wall("Counter"),
    ]
