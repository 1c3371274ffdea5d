"""The models as migrations see them, grown in place: most of a first start went into making them anew."""

from typing import Any

from django.db.migrations.state import ModelState, ProjectState


class GrowingState(ProjectState):
    """The state that forward migrations carry along.

    For each table, index and constraint that is added Django renders anew every model that is
    related to it, however far: in a room whose tables all hang together, the whole room. Nothing
    but the new part has changed: it is put on the models that are there. Only forwards: a state
    that was left behind shares its models with the one that went on.
    """

    @classmethod
    def of(cls, state: ProjectState) -> "GrowingState":
        """The same models, grown in place from here on. `state` itself must not be used again."""
        grown = cls.__new__(cls)
        grown.__dict__ = state.__dict__
        return grown

    def add_model(self, model_state: ModelState) -> None:
        """As Django's own: the new model tells those it points to by itself, as at any import."""
        if "apps" not in self.__dict__:
            super().add_model(model_state)
            return
        rendered = self.__dict__.pop("apps")
        super().add_model(model_state)
        self.__dict__["apps"] = rendered
        rendered.render_multiple([model_state])

    def add_index(self, app_label: str, model_name: str, index: Any) -> None:
        """As Django's own."""
        self._put("indexes", app_label, model_name, index)

    def add_constraint(self, app_label: str, model_name: str, constraint: Any) -> None:
        """As Django's own."""
        self._put("constraints", app_label, model_name, constraint)

    def _put(self, option: str, app_label: str, model_name: str, part: Any) -> None:
        options = self.models[app_label, model_name].options
        options[option] = [*options[option], part]
        if "apps" in self.__dict__:
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option, [*getattr(meta, option), part])
            meta._expire_cache()
