#!/usr/bin/python3
"""Prints the report of a real `fairway check` in a lab of network namespaces (tests/lab), for the dashboard to show.

app01 is an agent on Linux that also distributes agents, in operation. By the rules that are installed here:
  vbr01   443    a TLS server whose certificate is self-made       10006  reset by r2, the last router
  repo01  6162   refused by r1 with ICMP admin-prohibited          2500-3000 refused by the host, 3001-3300 dropped by r1
  nas01   445    nothing listens
Ends with 77 where there is no root.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("FAIRWAY_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(SOURCE / "tests" / "lab"))
from lab import check, needs  # noqa: E402
from lab.topology import Lab  # noqa: E402


def forward(*rules):
    lines = "\n".join(f"    {rule}" for rule in rules)
    return f"table inet lab {{\n  chain forward {{\n    type filter hook forward priority 0; policy accept;\n{lines}\n  }}\n}}\n"


def tls_server(host, directory):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=vbr01.example", "-days", "30", "-keyout", directory / "key.pem",
                    "-out", directory / "cert.pem"],
                   check=True, capture_output=True)
    host.start_ready([sys.executable, "-u", "-c", SERVER, directory / "cert.pem", directory / "key.pem"])


# HEAD and GET over TLS, as any web server answers them.
SERVER = """
import http.server, socketserver, ssl, sys
class Quiet(http.server.SimpleHTTPRequestHandler):
    def do_HEAD(self): self.send_error(404)
    do_GET = do_HEAD
    def log_message(self, *_): pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    def finish_request(self, request, client):
        try:
            with tls.wrap_socket(request, server_side=True) as safe: Quiet(safe, client, self)
        except OSError: pass
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(sys.argv[1], sys.argv[2])
server = Server(("", 443), Quiet)
print("ready")
server.serve_forever()
"""


def main():
    needs.root_or_skip()
    with check.Checker() as checker, tempfile.TemporaryDirectory() as directory, Lab() as lab:
        lab["r1"].nft(forward(f"ip daddr {lab.address('repo')} tcp dport 6162 reject with icmpx type admin-prohibited",
                              f"ip daddr {lab.address('repo')} tcp dport 3001-3300 drop"))
        lab["r2"].nft(forward(f"ip daddr {lab.address('vbr')} tcp dport 10006 reject with tcp reset"))
        tls_server(lab["vbr"], pathlib.Path(directory))
        site = {"schema": "fairway-site/1",
                "facts": {"netbios": False},
                "hosts": [{"name": "app01", "addresses": [lab.address("agent")],
                           "roles": ["agent-linux", "distribution-server-linux"]},
                          {"name": "vbr01", "addresses": [lab.address("vbr")], "roles": ["backup-server"]},
                          {"name": "repo01", "addresses": [lab.address("repo")], "roles": ["repository"]},
                          {"name": "nas01", "addresses": [lab.address("nas")], "roles": ["smb-share"]}]}
        report, _, errors = checker.check(lab, "--site", checker.file("site.json", site), "--host", "app01", "--phase",
                                          "operation")
        if errors.strip():
            raise SystemExit(f"FAIL  fairway check complained: {errors}")
        print(json.dumps(report))


if __name__ == "__main__":
    sys.exit(main())
