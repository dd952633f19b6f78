"""How the pages are served: on this machine, without telemetry, and in one process that Ctrl-C ends."""

import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest
from streamlit import config

from tests.commands import rejoinder
from ui.web.addresses import PATHS
from ui.web.server import options


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An address at which pages are shown of a folder without an archive, and the process that does so."""
    folder = tmp_path_factory.mktemp("none")
    command = [Path(sys.executable).with_name("rejoinder"), "ui", "--no-browser", "--port", "0", "--archive", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        address = process.stdout.readline().split()[0]
        yield wait(address), process
        process.kill()


def wait(address):
    """Until the address answers."""
    host, _, port = address.removeprefix("http://").partition(":")
    for _ in range(600):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return address
        except ConnectionRefusedError:
            signal.sigtimedwait([], 0.05)
    raise AssertionError(f"nothing listens at {address}")


def test_the_pages_are_served_on_this_machine_only(served):
    address, _ = served
    assert address.startswith("http://127.0.0.1:")
    with urlopen(address) as answer:  # noqa: S310
        assert answer.status == 200


@pytest.mark.parametrize("path", sorted(PATHS))
def test_a_page_may_load_and_run_nothing_but_its_own(served, path):
    address, _ = served
    with urlopen(f"{address}/{path}?q=x") as answer:  # noqa: S310
        policy = dict(each.strip().split(" ", 1) for each in answer.headers["Content-Security-Policy"].split(";"))
        html = answer.read().decode()
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == f"'self' ws://{address[7:]} wss://{address[7:]}"
    assert "'unsafe" not in policy["script-src"]
    assert policy["script-src"].count("'sha256-") == html.count("<script>") == 2
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_strange_host_is_not_written_into_the_policy(served):
    own = served[0].removeprefix("http://")
    connection = HTTPConnection(own, timeout=20)
    connection.request("GET", "/", headers={"Host": "a; script-src *"})
    assert "script-src *" not in (connection.getresponse().headers["Content-Security-Policy"] or "")
    connection.close()


@pytest.mark.parametrize(("host", "status"), [("attack.invalid", 403), ("", 101)])
def test_a_page_of_another_name_gets_nothing_of_the_archive(served, host, status):
    own = served[0].removeprefix("http://")
    connection = HTTPConnection(own, timeout=20)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "cmVqb2luZGVyIHBhZ2VzIQ==", "Host": host or own, "Origin": f"http://{host or own}"}
    connection.request("GET", "/_stcore/stream", headers=upgrade | key)
    assert connection.getresponse().status == status
    connection.close()


def test_a_port_that_is_taken_is_told_in_one_line(served, tmp_path):
    address, _ = served
    done = rejoinder("ui", "--no-browser", "--port", address.rpartition(":")[2], archive=tmp_path)
    assert done.exit_code == 1
    assert "nothing can listen at 127.0.0.1:" in done.stderr
    assert "name another with --port" in done.stderr


def test_ctrl_c_ends_it(served):
    _, process = served
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in {0, 130, -signal.SIGINT}


def test_every_option_is_one_that_streamlit_knows():
    chosen = options("127.0.0.1", 1, browser=False)
    known = config.get_config_options()
    assert {each for each in chosen if each not in known} == set()
    assert chosen["client.showErrorDetails"] == "none"
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["server.enableXsrfProtection"] is True
    assert chosen["server.fileWatcherType"] == "none"
