"""How Django draws forms here: our field, our errors, so that `{{ form }}` is accessible without further work.

Settings: FORM_RENDERER = "dotline.ui.renderer.Renderer" and "django.forms" in INSTALLED_APPS.
"""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Label, hint, error, control, in the order a screen reader should meet them."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
