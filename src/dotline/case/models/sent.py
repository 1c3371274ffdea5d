"""What every table that a worker's form fills has in common."""

from django.db import models


class SentRow(models.Model):
    """A row that a form made: by whom, and key and words of its sending, so that a form sent twice makes one."""

    by_worker = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """No table of its own."""

        abstract = True
