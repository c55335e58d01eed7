"""The renderer behind every `{{ form }}`: our templates, and KRDS classes on the native controls."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

TEXT = "krds-input"
CLASSES = {
    "date": TEXT,
    "datetime": TEXT,
    "email": TEXT,
    "number": TEXT,
    "password": TEXT,
    "search": TEXT,
    "select": "krds-form-select",
    "tel": TEXT,
    "text": TEXT,
    "textarea": TEXT,
    "time": TEXT,
    "url": TEXT,
}


class Renderer(TemplatesSetting):
    """Set as FORM_RENDERER. Needs "django.forms" in INSTALLED_APPS for the widgets we leave as they are."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> str:
        """Render one form, field or widget; a widget gets its KRDS class beside those it brought."""
        if widget := context.get("widget"):
            dress(widget)
        return super().render(template_name, context, request)


def dress(widget: dict[str, Any]) -> None:
    """Add the KRDS class to a widget's context (and to the parts of a split widget), in place."""
    name = widget.get("template_name", "").rsplit("/", 1)[-1].removesuffix(".html")
    if name in CLASSES:
        attrs = dict(widget.get("attrs") or {})  # the widget's own dict is shared between renderings
        words = str(attrs.get("class", "")).split()
        attrs["class"] = " ".join(dict.fromkeys([CLASSES[name], *words]))
        widget["attrs"] = attrs
    for part in widget.get("subwidgets", []):
        if "template_name" in part:
            dress(part)
