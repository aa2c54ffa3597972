#!/usr/bin/env python3
"""`fairway run` as a service manager sees it: the real program, loopback servers, a real notify socket.

No sleeps: everything waits for a message of the program, a connection, or its end. FAIRWAY names the program.
"""

import contextlib
import gzip
import http.client
import http.server
import json
import os
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

FAIRWAY = os.environ["FAIRWAY"]
PATIENCE = 40  # seconds: only what hangs takes so long


def host_that_starts_at_once(interval_s):
    """A host name whose first run comes within 50 ms: docs/service.md promises an offset that only the name decides."""
    mask = (1 << 64) - 1
    for i in range(1000000):
        name = f"host{i}"
        h = 0xCBF29CE484222325
        for c in name.encode():
            h = ((h ^ c) * 0x100000001B3) & mask
        h = (h + 0x9E3779B97F4A7C15) & mask
        h = ((h ^ (h >> 30)) * 0xBF58476D1CE4E5B9) & mask
        h = ((h ^ (h >> 27)) * 0x94D049BB133111EB) & mask
        h ^= h >> 31
        if h % (min(interval_s, 300) * 1000) < 50:
            return name
    raise AssertionError("no such name")


PROMPT = host_that_starts_at_once(3600)
LATE = "late"  # its first run comes after minutes


class Server:
    """Accepts on loopback, counts, and tells of each connection."""

    def __init__(self, port=0):
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
        self.count = 0
        self.held = []
        self.came = threading.Event()
        self.stop_r, self.stop_w = os.pipe()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            ready, _, _ = select.select([self.socket, self.stop_r], [], [])
            if self.stop_r in ready:
                return
            connection, _ = self.socket.accept()
            self.held.append(connection)  # a service does not close at once
            self.count += 1
            self.came.set()

    def close(self):
        os.write(self.stop_w, b"x")
        self.thread.join()
        for s in [self.socket, *self.held]:
            s.close()
        os.close(self.stop_r)
        os.close(self.stop_w)


def silent_port(stack):
    """A port that drops every SYN: one connection fits a backlog of 0, and nobody accepts it."""
    listener = stack.enter_context(contextlib.closing(socket.socket()))
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    filler = stack.enter_context(contextlib.closing(socket.socket()))
    filler.connect(listener.getsockname())
    return listener.getsockname()[1]


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Manager:
    """systemd as a service sees it: the datagram socket that it reports its state to."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.settimeout(PATIENCE)
        self.heard = []

    def wait(self, start):
        """The next message that has a line with this beginning."""
        while True:
            message = self.socket.recv(4096).decode()
            self.heard.append(message)
            if any(line.startswith(start) for line in message.split("\n")):
                return message


class Collector:
    """A collector as far as a prober can tell: TLS with a CA of its own, and /api/v1/reports."""

    def __init__(self, directory):
        self.reports = []  # (headers, document)
        self.came = threading.Event()
        self.status = 200
        self.go_on = threading.Event()  # requests wait for it
        self.go_on.set()
        ca, key = os.path.join(directory, "ca.pem"), os.path.join(directory, "ca.key")
        certificate, own_key = os.path.join(directory, "server.pem"), os.path.join(directory, "server.key")
        extensions = os.path.join(directory, "extensions")
        with open(extensions, "w", encoding="utf-8") as f:
            f.write("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=PATIENCE)

        ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        openssl("req", "-x509", *ec, "-days", "2", "-subj", "/CN=Test CA", "-keyout", key, "-out", ca)
        openssl("req", *ec, "-subj", "/CN=127.0.0.1", "-keyout", own_key, "-out", certificate + ".csr")
        openssl("x509", "-req", "-in", certificate + ".csr", "-CA", ca, "-CAkey", key, "-CAcreateserial",
                "-days", "2", "-extfile", extensions, "-out", certificate)
        self.ca = ca
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.reports.append((self.path, self.headers, json.loads(body)))
                collector.came.set()
                collector.go_on.wait(2 * PATIENCE)
                answer = b'{"stored":true,"duplicate":false,"changed":1,"transitions":0}'
                with contextlib.suppress(OSError):  # who asked may be gone
                    self.send_response(collector.status)
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, own_key)
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def enroll(self, state):
        """What `fairway enroll` leaves in a state directory."""
        os.makedirs(state, mode=0o700, exist_ok=True)
        shutil.copy(self.ca, os.path.join(state, "ca.pem"))
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        path = os.path.join(state, "identity.json")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as f:
            json.dump({"schema": "fairway-identity/1", "collector": self.url, "prober": "p1", "install_id": "0" * 32,
                       "credential": "a" * 64, "credential_since": now}, f)


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.directory = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="fairway-service-"))
        self.state = os.path.join(self.directory, "state")
        self.config = os.path.join(self.directory, "agent.json")

    def server(self, port=0):
        s = Server(port)
        self.stack.callback(s.close)
        return s

    def write(self, ports, host=LATE, identify=None, **keys):
        """A matrix with these ports, a site with this host, and a configuration for both."""
        flows = [
            {"id": f"client:server:tcp:{p}", "rows": [1], "from": "client", "to": "server", "protocol": "tcp",
             "ports": [p], "listens": "service", "identify": identify, "purpose": "Test"}
            for p in ports
        ]
        matrix = {
            "schema": "fairway-matrix/1", "id": "demo", "version": "1", "title": "Demo",
            "source": {"url": "https://example.com", "updated": "2026-01-19"},
            "roles": [{"id": "client", "title": "Client"}, {"id": "server", "title": "Server"}],
            "facts": [], "flows": flows,
        }
        site = {"schema": "fairway-site/1", "hosts": [
            {"name": host, "addresses": ["192.0.2.1"], "roles": ["client"]},
            {"name": "target", "addresses": ["127.0.0.1"], "roles": ["server"]}]}
        config = {"schema": "fairway-agent/1", "site": "site.json", "host": host, "matrix": "./matrix.json",
                  "interval": "1h", "recheck_after": "1s", "metrics": "127.0.0.1:0", "state": "state", "rate": 0}
        config.update(keys)
        for name, content in (("matrix", matrix), ("site", site), ("agent", config)):
            with open(os.path.join(self.directory, name + ".json"), "w", encoding="utf-8") as f:
                json.dump(content, f)

    def manager(self, address=None):
        m = Manager(address or os.path.join(self.directory, "notify"))
        self.stack.callback(m.socket.close)
        return m

    def start(self, manager, **environment):
        address = manager.socket.getsockname()
        if isinstance(address, bytes):
            address = "@" + address[1:].decode()
        process = subprocess.Popen([FAIRWAY, "run", "--config", self.config], stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, "NOTIFY_SOCKET": address, **environment})
        self.stack.callback(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def finish(self, process, how=signal.SIGTERM):
        """Ends the service; returns its exit code and its log."""
        process.send_signal(how)
        _, log = process.communicate(timeout=PATIENCE)
        return process.returncode, log

    def once(self, expected):
        done = subprocess.run([FAIRWAY, "run", "--once", "--config", self.config], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done.stderr

    def status(self, expected):
        done = subprocess.run([FAIRWAY, "status", "--state", self.state, "--format", "json"], capture_output=True,
                              text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return json.loads(done.stdout)

    # --once and the recheck

    def test_what_changed_is_probed_twice(self):
        server = self.server()
        closed = free_port()
        self.write([server.port, closed])

        self.once(1)  # the first run: only what fails gets a recheck
        self.assertEqual(server.count, 1)
        last = self.status(3)["last_run"]
        self.assertEqual(last["rechecked"], 1)
        self.assertEqual([f["finding"] for f in last["failing"]], ["path-open"])

        opened = self.server(closed)
        self.once(0)  # fixed: a change, so seen twice; what is as before once
        self.assertEqual(opened.count, 2)
        self.assertEqual(server.count, 2)

        self.once(0)  # nothing changed
        self.assertEqual(opened.count, 3)
        self.assertEqual(server.count, 3)
        self.assertEqual(self.status(3)["last_run"]["rechecked"], 0)

    def test_without_recheck_each_port_is_probed_once(self):
        server = self.server()
        closed = free_port()
        self.write([server.port, closed], recheck_after="0s")
        self.once(1)
        opened = self.server(closed)
        self.once(0)
        self.assertEqual(opened.count, 1)

    def test_a_flap_is_no_change(self):
        port = free_port()
        server = Server(port)
        self.write([port], host=PROMPT, recheck_after="2s")
        self.once(0)
        server.close()
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=rechecking what changed")  # it is closed; and back before it is looked at again
        server = self.server(port)
        manager.wait("STATUS=0 failed in the last run")
        status = self.status(0)
        self.assertEqual(status["runs"]["flaps"], 1)
        self.assertEqual(status["last_run"]["rechecked"], 1)
        self.assertEqual(status["last_run"]["summary"]["pass"], 1)
        self.assertEqual(server.count, 1)
        self.assertEqual(self.finish(process)[0], 0)

    def test_a_damaged_last_run_is_ignored(self):
        server = self.server()
        self.write([server.port])
        self.once(0)
        with open(os.path.join(self.state, "last_run.json"), "w", encoding="utf-8") as f:
            f.write('{"schema":"fairway-last-run/1","findings":[')
        log = self.once(0)
        self.assertIn("last_run.json is damaged", log)
        with open(os.path.join(self.state, "last_run.json"), encoding="utf-8") as f:
            self.assertEqual(len(json.load(f)["findings"]), 1)

    # what reaches the collector

    def collector(self):
        c = Collector(self.directory)
        self.stack.callback(c.close)
        return c

    def test_once_delivers(self):
        server = self.server()
        self.write([server.port])
        collector = self.collector()
        collector.enroll(self.state)
        self.once(0)
        self.assertEqual(len(collector.reports), 1)
        path, headers, report = collector.reports[0]
        self.assertEqual(path, "/api/v1/reports")
        self.assertEqual(headers["Authorization"], "Bearer " + "a" * 64)
        self.assertEqual(report["host"], LATE)
        self.assertEqual(report["interval_s"], 3600)
        self.assertEqual(report["phase"], "operation")
        self.assertTrue(report["complete"])
        self.assertEqual(report["targets"], ["target"])
        self.assertEqual([f["finding"] for f in report["findings"]], ["connected"])
        status = self.status(3)
        self.assertEqual(status["spool"]["files"], 0)
        self.assertEqual(status["collector"]["sent"], 1)

    def test_once_keeps_what_it_cannot_deliver(self):
        server = self.server()
        self.write([server.port])
        collector = self.collector()
        collector.enroll(self.state)
        collector.status = 503
        log = self.once(0)  # the flows are fine
        self.assertIn("some reports were not delivered", log)
        status = self.status(3)
        self.assertEqual(status["spool"]["files"], 1)
        self.assertIn("503", status["collector"]["last_error"])

    def test_once_ends_by_a_signal_while_it_delivers(self):
        server = self.server()
        self.write([server.port])
        collector = self.collector()
        collector.enroll(self.state)
        collector.go_on.clear()
        process = subprocess.Popen([FAIRWAY, "run", "--once", "--config", self.config], stderr=subprocess.PIPE,
                                   text=True)
        self.stack.callback(self.end, process)
        self.assertTrue(collector.came.wait(PATIENCE))
        began = time.monotonic()
        code, log = self.finish(process)
        self.assertLess(time.monotonic() - began, 20)  # of the 60 seconds that an answer may take
        self.assertEqual(code, 0, log)  # that of the check
        self.assertIn("some reports were not delivered", log)
        self.assertEqual(self.status(3)["spool"]["files"], 1)

    def test_an_identity_that_cannot_be_used_is_a_problem(self):
        server = self.server()
        self.write([server.port], host=PROMPT)
        collector = self.collector()
        collector.enroll(self.state)
        identity = os.path.join(self.state, "identity.json")
        os.chmod(identity, 0o644)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=0 failed in the last run")
        status = self.status(3)  # the flows are fine
        self.assertIn("reports are not being sent: " + identity + ": other users can read", status["problem"])
        self.assertIsNone(status["collector"]["url"])
        os.chmod(identity, 0o600)
        process.send_signal(signal.SIGHUP)
        manager.wait("RELOADING=1")
        manager.wait("STATUS=")
        status = self.status(0)
        self.assertIsNone(status["problem"])
        self.assertEqual(status["collector"]["url"], collector.url)
        code, log = self.finish(process)
        self.assertEqual(code, 0)
        self.assertIn("error enrolled, but reports cannot be sent", log)

    @unittest.skipIf(os.geteuid() != 0, "only root can be in the wrong")
    def test_root_does_not_work_in_the_directory_of_another_user(self):
        server = self.server()
        self.write([server.port])
        os.mkdir(self.state)
        os.chown(self.state, 4294967, -1)
        for command in (["run", "--once", "--config", self.config], ["run", "--config", self.config],
                        ["enroll", "--state", self.state, "--collector", "https://127.0.0.1:1", "--ca-fingerprint",
                         "f" * 64, "--token", "d" * 64]):
            done = subprocess.run([FAIRWAY, *command], capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("run this as its owner: sudo -u '#4294967' fairway", done.stderr)
        self.assertEqual(os.listdir(self.state), [])
        self.assertEqual(server.count, 0)

    def test_the_password_of_a_proxy_does_not_stay_in_the_process_list(self):
        proxy = self.server()  # it takes the connection and says nothing
        for option in (["--proxy", f"http://u:secret@127.0.0.1:{proxy.port}"],
                       [f"--proxy=http://u:secret@127.0.0.1:{proxy.port}"]):
            proxy.came.clear()
            process = subprocess.Popen([FAIRWAY, "enroll", "--state", self.state, "--collector", "https://127.0.0.1:1",
                                        "--ca-fingerprint", "f" * 64, "--token", "d" * 64, *option],
                                       stderr=subprocess.PIPE, text=True)
            self.stack.callback(self.end, process)
            self.assertTrue(proxy.came.wait(PATIENCE))
            with open(f"/proc/{process.pid}/cmdline", encoding="utf-8") as f:
                shown = f.read()
            self.assertIn("--proxy", shown)
            self.assertNotIn("secret", shown)
            self.assertNotIn("d" * 64, shown)
            process.kill()

    def test_the_recheck_comes_before_the_report(self):
        port = free_port()
        self.write([port], host=PROMPT, recheck_after="2s")
        collector = self.collector()
        collector.enroll(self.state)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=rechecking what changed")
        self.server(port)
        self.assertTrue(collector.came.wait(PATIENCE))
        self.assertEqual([f["finding"] for f in collector.reports[0][2]["findings"]], ["connected"])
        self.assertEqual(self.finish(process)[0], 0)
        self.assertEqual(len(collector.reports), 1)

    def test_an_interrupted_run_is_not_reported(self):
        server = self.server()
        self.write([server.port, silent_port(self.stack)], host=PROMPT, timeout="20s")
        collector = self.collector()
        collector.enroll(self.state)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=probing")
        self.assertTrue(server.came.wait(PATIENCE))
        self.assertEqual(self.finish(process)[0], 0)
        self.assertEqual(collector.reports, [])
        self.assertEqual(self.status(3)["spool"]["files"], 0)

    def test_an_enrollment_counts_after_a_reload(self):
        server = self.server()
        self.write([server.port])
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=")
        self.assertIsNone(self.status(3)["collector"]["url"])
        collector = self.collector()
        collector.enroll(self.state)
        process.send_signal(signal.SIGHUP)
        manager.wait("RELOADING=1")
        manager.wait("STATUS=")
        self.assertEqual(self.status(3)["collector"]["url"], collector.url)
        self.assertEqual(self.finish(process)[0], 0)

    # the service

    def test_ready_watchdog_status_and_a_clean_end(self):
        server = self.server()
        self.write([server.port])
        manager = self.manager("\0fairway-test-" + os.urandom(8).hex())  # in the abstract name space
        process = self.start(manager, WATCHDOG_USEC="200000")
        manager.wait("READY=1")
        for _ in range(3):
            manager.wait("WATCHDOG=1")
        status = self.status(3)  # nothing known yet
        self.assertTrue(status["running"])
        self.assertEqual(status["process"], process.pid)
        self.assertEqual(status["activity"], "waiting")
        self.assertEqual(status["collector"], {"url": None, "why_none": "this prober is not enrolled"})
        code, log = self.finish(process)
        self.assertEqual(code, 0)
        manager.wait("STOPPING=1")
        self.assertIn("not enrolled", log)
        self.assertIn("service stopped", log)
        status = self.status(3)
        self.assertFalse(status["running"])
        self.assertEqual(status["activity"], "stopped")

    def test_a_scheduled_run(self):
        server = self.server()
        self.write([server.port], host=PROMPT)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=probing")
        manager.wait("STATUS=0 failed in the last run, next run ")
        status = self.status(0)
        self.assertEqual(status["runs"], {"completed": 1, "interrupted": 0, "broken": 0, "skipped": 0, "flaps": 0})
        self.assertEqual(status["last_run"]["summary"]["pass"], 1)
        text = subprocess.run([FAIRWAY, "status", "--state", self.state], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(text.returncode, 0)
        self.assertIn("1 pass, 0 warn, 0 unknown, 0 fail", text.stdout)
        self.assertEqual(self.finish(process, signal.SIGINT)[0], 0)

    def test_sigterm_during_a_sweep(self):
        server = self.server()
        self.write([server.port, silent_port(self.stack)], host=PROMPT, timeout="20s")
        manager = self.manager()
        process = self.start(manager, WATCHDOG_USEC="1000000")
        manager.wait("STATUS=probing")
        self.assertTrue(server.came.wait(PATIENCE))  # the sweep is on its way
        manager.wait("WATCHDOG=1")  # fed while it lasts
        began = time.monotonic()
        code, log = self.finish(process)
        self.assertLess(time.monotonic() - began, 10)  # of the 20 seconds that the silent port would take
        self.assertEqual(code, 0, log)
        self.assertIn("run interrupted", log)
        self.assertFalse(os.path.exists(os.path.join(self.state, "last_run.json")))
        status = self.status(3)
        self.assertEqual(status["runs"]["interrupted"], 1)
        self.assertIsNone(status["last_run"])

    def test_the_watchdog_is_fed_while_a_service_keeps_silent(self):
        server = self.server()
        self.write([server.port], host=PROMPT, identify="ssh", timeout="3s", recheck_after="0s")
        manager = self.manager()
        process = self.start(manager, WATCHDOG_USEC="400000")
        self.assertTrue(server.came.wait(PATIENCE))
        manager.wait("STATUS=1 failed in the last run")
        since = [m for m in manager.heard[manager.heard.index("STATUS=probing"):] if m == "WATCHDOG=1"]
        self.assertGreaterEqual(len(since), 5)  # of about ten; the sweep itself takes no time
        self.assertEqual(self.finish(process)[0], 0)

    def test_sigterm_before_the_recheck(self):
        self.write([free_port()], host=PROMPT, recheck_after="30s")
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=rechecking what changed")
        code, log = self.finish(process)
        self.assertEqual(code, 0, log)
        self.assertIn("run interrupted", log)
        self.assertFalse(os.path.exists(os.path.join(self.state, "last_run.json")))

    def test_sighup_during_a_sweep_waits_for_its_end(self):
        server = self.server()
        self.write([server.port, silent_port(self.stack)], host=PROMPT, timeout="1s", recheck_after="0s")
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=probing")
        self.assertTrue(server.came.wait(PATIENCE))
        process.send_signal(signal.SIGHUP)
        manager.wait("RELOADING=1")
        manager.wait("READY=1")
        status = self.status(1)
        self.assertEqual(status["runs"]["completed"], 1)
        self.assertEqual(status["runs"]["interrupted"], 0)
        self.assertEqual(self.finish(process)[0], 0)

    def test_sighup_with_a_bad_and_a_good_file(self):
        server = self.server()
        self.write([server.port])
        manager = self.manager()
        process = self.start(manager)
        manager.wait("READY=1")

        self.write([server.port], intervall="5m")
        process.send_signal(signal.SIGHUP)
        self.assertIn("MONOTONIC_USEC=", manager.wait("RELOADING=1"))
        manager.wait("READY=1")
        manager.wait("STATUS=")
        status = self.status(3)
        self.assertIn('unknown key "intervall"; did you mean "interval"?', status["problem"])
        self.assertEqual(status["interval_s"], 3600)

        self.write([server.port, free_port()], interval="2h")
        process.send_signal(signal.SIGHUP)
        manager.wait("RELOADING=1")
        manager.wait("READY=1")
        manager.wait("STATUS=")
        status = self.status(3)
        self.assertIsNone(status["problem"])
        self.assertEqual(status["interval_s"], 7200)
        code, log = self.finish(process)
        self.assertEqual(code, 0)
        self.assertIn("configuration rejected", log)
        self.assertIn("keeping the previous configuration", log)

    def test_one_service_per_state_directory(self):
        server = self.server()
        self.write([server.port])
        manager = self.manager()
        process = self.start(manager)
        manager.wait("READY=1")
        for extra in ([], ["--once"]):
            second = subprocess.run([FAIRWAY, "run", "--config", self.config] + extra, capture_output=True, text=True,
                                    timeout=PATIENCE, check=False)
            self.assertEqual(second.returncode, 4)
            self.assertIn(f"another fairway (process {process.pid}) is using the state directory", second.stderr)
        self.assertEqual(server.count, 0)
        other = subprocess.run([FAIRWAY, "run", "--config", self.config, "--once", "--state", self.state + "2"],
                               capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(other.returncode, 0, other.stderr)
        self.assertEqual(self.finish(process)[0], 0)

    def test_killed_is_told_from_stopped(self):
        self.write([free_port()])
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=")
        self.finish(process, signal.SIGKILL)
        status = self.status(3)
        self.assertFalse(status["running"])
        self.assertEqual(status["activity"], "waiting")

    def test_a_wrong_configuration_does_not_start(self):
        self.write([free_port()], intervall="5m")
        for how in ([], ["--check"], ["--once"]):
            done = subprocess.run([FAIRWAY, "run", "--config", self.config] + how, capture_output=True, text=True,
                                  timeout=PATIENCE, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn('/intervall: unknown key "intervall"; did you mean "interval"?', done.stderr)
        self.assertFalse(os.path.exists(self.state))
        self.write([free_port()])
        done = subprocess.run([FAIRWAY, "run", "--config", self.config, "--check"], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("probes 1 flow to 1 target, every 1 hour", done.stdout)

    def late_site(self):
        """A service that starts before its site file is there: its process, its manager, and the file's content."""
        server = self.server()
        self.write([server.port], host=PROMPT)
        path = os.path.join(self.directory, "site.json")
        with open(path, encoding="utf-8") as f:
            site = f.read()
        os.remove(path)
        manager = self.manager()
        process = self.start(manager, WATCHDOG_USEC="400000")
        manager.wait("READY=1")
        self.assertIn("site.json: cannot be opened", manager.wait("STATUS=waiting: "))
        manager.wait("WATCHDOG=1")
        return process, manager, path, site

    def test_a_site_file_that_is_not_there_yet_is_waited_for(self):
        process, manager, path, site = self.late_site()
        status = self.status(3)
        self.assertTrue(status["running"])
        self.assertIn("waiting, because this may pass", status["problem"])
        self.assertIn("site.json: cannot be opened", status["problem"])
        with open(path, "w", encoding="utf-8") as f:
            f.write(site)
        process.send_signal(signal.SIGHUP)  # else it looks every ten seconds
        manager.wait("STATUS=0 failed in the last run")
        self.assertIsNone(self.status(0)["problem"])
        code, log = self.finish(process)
        self.assertEqual(code, 0)
        self.assertEqual(log.count("waiting for something that is not there yet"), 1)

    def test_an_address_that_is_not_there_yet_is_waited_for(self):
        self.write([free_port()])
        with open(self.config, encoding="utf-8") as f:
            config = json.load(f)
        del config["host"]  # by its address: 192.0.2.1, and no host of the site has our name
        with open(self.config, "w", encoding="utf-8") as f:
            json.dump(config, f)
        manager = self.manager()
        process = self.start(manager)
        self.assertIn("no host in the site file has an address", manager.wait("STATUS=waiting: "))
        self.assertEqual(self.finish(process)[0], 0)
        status = self.status(3)
        self.assertEqual(status["activity"], "stopped")
        self.assertIsNone(status["problem"])

    def test_a_wrong_site_file_that_comes_late_is_not_waited_for(self):
        process, _, path, site = self.late_site()
        with open(path, "w", encoding="utf-8") as f:
            f.write(site.replace('"client"', '"clientt"'))
        process.send_signal(signal.SIGHUP)
        _, log = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 2)
        self.assertIn('unknown role', log)
        self.assertIn("the configuration was rejected", self.status(3)["problem"])

    # /metrics

    def served(self, **keys):
        server = self.server()
        self.write([server.port], host=PROMPT, **keys)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=0 failed in the last run")
        host, port = self.status(0)["metrics"].rsplit(":", 1)
        return process, host, int(port)

    def get(self, host, port, target, method="GET"):
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        self.stack.callback(connection.close)
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read().decode()

    def test_metrics(self):
        process, host, port = self.served()
        status, kind, text = self.get(host, port, "/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(kind.startswith("text/plain; version=0.0.4"))
        for line in ('fairway_findings{outcome="pass"} 1', 'fairway_findings{outcome="fail"} 0',
                     'fairway_runs_total{result="completed"} 1', "fairway_collector_enrolled 0"):
            self.assertIn(line + "\n", text)
        self.assertEqual(self.get(host, port, "/healthz")[::2], (200, "ok\n"))
        self.assertEqual(self.get(host, port, "/")[0], 404)
        self.assertEqual(self.get(host, port, "/metrics", "POST")[0], 405)
        self.assertEqual(self.finish(process)[0], 0)

    def raw(self, host, port, request):
        with socket.create_connection((host, port), PATIENCE) as s:
            with contextlib.suppress(OSError):
                s.sendall(request)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := s.recv(4096):
                    answer += part
            return answer

    def test_metrics_are_bounded(self):
        process, host, port = self.served()
        many = b"GET /metrics HTTP/1.1\r\nX: " + b"a" * 5000 + b"\r\n\r\n"
        self.assertTrue(self.raw(host, port, many).startswith(b"HTTP/1.1 431 "))
        self.assertTrue(self.raw(host, port, b"\x16\x03\x01 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 "))
        # Eight silent clients take all places; the ninth gets its answer once their five seconds are over.
        mute = [socket.create_connection((host, port), PATIENCE) for _ in range(8)]
        for s in mute:
            self.stack.callback(s.close)
        began = time.monotonic()
        self.assertEqual(self.get(host, port, "/healthz")[0], 200)
        self.assertGreater(time.monotonic() - began, 3)
        for s in mute:
            s.settimeout(PATIENCE)
            self.assertEqual(s.recv(1), b"")
        self.assertEqual(self.finish(process)[0], 0)

    def test_without_metrics(self):
        server = self.server()
        self.write([server.port], metrics=None)
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=")
        self.assertIsNone(self.status(3)["metrics"])
        self.assertEqual(self.finish(process)[0], 0)

    def test_a_taken_metrics_port_does_not_keep_it_from_probing(self):
        server = self.server()
        self.write([server.port], host=PROMPT, metrics=f"127.0.0.1:{server.port}")
        manager = self.manager()
        process = self.start(manager)
        manager.wait("STATUS=0 failed in the last run")
        code, log = self.finish(process)
        self.assertEqual(code, 0)
        self.assertIn("metrics not served", log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
