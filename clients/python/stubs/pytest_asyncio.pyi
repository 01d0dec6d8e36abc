from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

def fixture(*, params: object = ..., autouse: bool = ...) -> Callable[[F], F]: ...
