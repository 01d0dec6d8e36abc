"""Where the bus is, and whether there is one."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from decnet_bus import BusError, get_bus
from decnet_bus._client.no_bus_error import no_bus_error
from decnet_bus.config import SYSTEM_SOCKET, bus_enabled, bus_type, client_socket, socket_group
from decnet_bus.null import NullBus


def never(_: str) -> bool:
    return False


def always(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("value", "enabled"),
    [(None, True), ("true", True), ("TRUE", True), ("1", True), ("yes", True), ("on", True)]
    + [("false", False), ("False", False), ("0", False), ("no", False), ("off", False)],
)
def test_enabled(value: str | None, enabled: bool) -> None:
    assert bus_enabled({} if value is None else {"DECNET_BUS_ENABLED": value}) is enabled


@pytest.mark.parametrize("value", ["", "maybe", " true", "2"])
def test_enabled_is_nothing_else(value: str) -> None:
    with pytest.raises(BusError, match="set it to true or false, or unset it") as caught:
        bus_enabled({"DECNET_BUS_ENABLED": value})
    assert caught.value.code == "INVALID_CONFIG"


def test_type() -> None:
    assert bus_type({}) == "unix"
    assert bus_type({"DECNET_BUS_TYPE": "fake"}) == "fake"
    for value in ("", "Fake", "tcp"):
        with pytest.raises(BusError) as caught:
            bus_type({"DECNET_BUS_TYPE": value})
        assert caught.value.code == "INVALID_CONFIG"


def test_group() -> None:
    assert socket_group({}) == "decnet"
    assert socket_group({"DECNET_BUS_GROUP": ""}) == ""
    assert socket_group({"DECNET_BUS_GROUP": "wheel"}) == "wheel"


def test_the_socket_is_the_option_then_the_variable_then_the_systems_if_it_exists_then_the_users() -> None:
    env = {"DECNET_BUS_SOCKET": "/v"}
    assert client_socket("/o", env, always) == "/o"
    assert client_socket(Path("/o"), env, always) == "/o"
    assert client_socket(None, env, always) == "/v"
    assert client_socket(None, {}, always) == SYSTEM_SOCKET
    assert client_socket(None, {}, never) == str(Path.home() / ".decnet/bus.sock")


@pytest.mark.parametrize(("option", "env"), [("", {}), (None, {"DECNET_BUS_SOCKET": ""})])
def test_an_empty_path_is_refused(option: str | None, env: dict[str, str]) -> None:
    with pytest.raises(BusError) as caught:
        client_socket(option, env)
    assert caught.value.code == "INVALID_CONFIG"


def test_the_environment_is_that_of_the_process_unless_another_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECNET_BUS_ENABLED", "false")
    assert isinstance(get_bus(), NullBus)
    assert not isinstance(get_bus(env={}), NullBus)


async def test_fake_buses_of_the_factory_reach_each_other() -> None:
    env = {"DECNET_BUS_TYPE": "fake"}
    async with get_bus(client_name="a", env=env) as one, get_bus(client_name="b", env=env) as other:
        async with other.subscribe("topology.*.status") as events:
            await one.publish("topology.t1.status", {"state": "active"})
            assert (await anext(events)).source == "a"


async def refusal(**options: Any) -> BusError:
    with pytest.raises(BusError) as caught:
        await get_bus(env={}, **options).connect()
    return caught.value


async def test_a_socket_that_is_not_there(tmp_path: Path) -> None:
    error = await refusal(socket=tmp_path / "none.sock")
    assert error.code == "UNAVAILABLE"
    assert "there is no socket at" in str(error) and "DECNET_BUS_SOCKET" in str(error)


async def test_a_socket_that_nobody_listens_on(tmp_path: Path) -> None:
    import socket

    path = tmp_path / "left.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    error = await refusal(socket=path)
    assert error.code == "UNAVAILABLE"
    assert "systemctl start decnet-bus" in str(error)


async def test_a_file_that_is_no_socket(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    error = await refusal(socket=path)
    assert error.code == "UNAVAILABLE"
    assert "is no socket" in str(error)


@pytest.mark.parametrize("path", ["/tmp/" + "x" * 103, "/tmp/a\0b", "/tmp/\ud800", b"/tmp/a\0b", 5])
async def test_a_path_that_no_socket_can_have(path: Any) -> None:
    assert (await refusal(socket=path)).code == "INVALID_CONFIG"


def test_a_user_without_a_home_is_asked_for_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    with pytest.raises(BusError, match="set DECNET_BUS_SOCKET") as caught:
        client_socket(None, {}, never)
    assert caught.value.code == "INVALID_CONFIG"


@pytest.mark.parametrize(("path", "group"), [("/", "root"), ("/nonexistent/bus.sock", "decnet")])
def test_whoever_is_not_permitted_is_told_the_group(path: str, group: str) -> None:
    error = no_bus_error(path, PermissionError(errno.EACCES, "Permission denied"))
    assert error.code == "PERMISSION_DENIED"
    assert f"usermod -aG {group} USER" in str(error)
