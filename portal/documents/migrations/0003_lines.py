"""Lines of a numbered document, each checked at an address of its own: whoever knows the code of the document sees its lines."""

import django.db.models.deletion
from django.db import migrations, models

from portal.kit.wall import CHECK, Wall

ISSUED = f"EXISTS (SELECT 1 FROM documents_numbereddocument issued WHERE issued.id = document_id AND issued.code = {CHECK})"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_register_wall"),
        ("documents", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="номер строки")),
                ("section", models.CharField(max_length=60, verbose_name="раздел")),
                ("on", models.DateField(verbose_name="дата")),
                ("title", models.TextField(verbose_name="что")),
                ("note", models.TextField(blank=True, verbose_name="уточнение")),
                (
                    "district",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.district", verbose_name="район"
                    ),
                ),
                ("document", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="documents.numbereddocument")),
            ],
            options={
                "verbose_name": "строка документа",
                "verbose_name_plural": "строки документов",
                "ordering": ["document", "number"],
                "constraints": [models.UniqueConstraint(fields=("document", "number"), name="document_line_once")],
            },
        ),
        Wall("DocumentLine", read=ISSUED),
    ]
