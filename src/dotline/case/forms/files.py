"""The form that takes a file of cases."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from dotline.base.errors import DotlineError
from dotline.case.formats import opening
from dotline.case.formats.opening import Opened
from dotline.case.jobs import exchange
from dotline.ui.choices import choose
from dotline.ui.sentences import in_one

LARGEST = 2_000_000  # bytes: what a request may weigh, less the form around the file
ENDINGS = (".csv", ".csv.gz", ".zip", ".xlsx")
LABELS = {
    "ctdc-2021": gettext_lazy("CTDC 2021: rows without names"),
    "ctdc-2017": gettext_lazy("CTDC 2017: rows without names"),
    exchange.PEOPLE: gettext_lazy("HTCDS 2.0: people, one row for each"),
}


class FileForm(forms.Form):
    """A file and what it is."""

    kind = forms.ChoiceField(label=gettext_lazy("What the file is"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, packed CSV or a workbook, up to 2 MB. Pack a longer file, or use the command line."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, kind=list(LABELS.items()))

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuses what is too large, or no table by its name or its bytes."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = file.name or ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                gettext_lazy("This file is larger than 2 MB. Pack it, or use the command line.")
            )
        # The ending alone is kept: a file may be named after a person.
        self.ending = next((one for one in ENDINGS if name.casefold().endswith(one)), "")
        if not self.ending:
            raise forms.ValidationError(
                gettext_lazy(
                    "This is no table. Choose a file that ends in .csv, .csv.gz, .zip or .xlsx."
                )
            )
        self.content = file.read()
        try:
            named = exchange.name_of(self.cleaned_data.get("kind", ""), self.ending)
            self.opened: Opened = opening.from_bytes(named, self.content)
        except DotlineError as error:
            raise forms.ValidationError(in_one(error)) from error
        return file
