"""A parameter of a pipeline function while the function runs."""

from __future__ import annotations

from typing import Any, NoReturn

from penstock.sdk.errors import UserErrorException


class PipelineInput:
    """A reference, not a value: give it to inputs of nodes. `result()` is the value."""

    def __init__(self, name: str, value: Any = None) -> None:
        self._port_name, self._value = name, value

    def result(self) -> Any:
        """The value that the pipeline function was called with."""
        value = self._value
        while isinstance(value, PipelineInput):
            value = value._value
        return value

    @property
    def type(self) -> str | None:
        from penstock.sdk.ports import type_of

        return type_of(self._value)

    def _binding(self) -> str:
        return f"${{{{parent.inputs.{self._port_name}}}}}"

    def __deepcopy__(self, known: dict[int, Any]) -> PipelineInput:
        return self

    def __str__(self) -> str:
        return self._binding()

    def __repr__(self) -> str:
        return f"PipelineInput({self._port_name!r})"

    def _no_value(self, *_: Any) -> NoReturn:
        name = self._port_name
        message = f"{name!r} is a reference while the pipeline function runs, not a value"
        raise UserErrorException(message, hint=f"take {name}.result(), or name it in non_pipeline_inputs")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _no_value
    __floordiv__ = __mod__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _no_value
    __int__ = __float__ = __index__ = __iter__ = _no_value
