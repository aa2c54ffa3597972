"""Real services from Debian's packages, each in the namespace of a lab host, with a /run and a folder of its own."""
import pathlib
import subprocess
import time

from . import needs

_START_LIMIT = 20  # seconds; all of them together take about two


def sshd(host, folder):
    key = folder / "host_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    conf = _write(folder / "sshd.conf", f"HostKey {key}\nPidFile none\nUsePAM no\n")
    _start(host, folder, [needs.find("sshd"), "-D", "-e", "-f", conf], run_folders=["sshd"])
    _wait(host, tcp=[22])


def nginx(host, folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=vbr.lab", "-days", "2", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                   check=True, capture_output=True)
    conf = _write(folder / "nginx.conf", f"""
daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 80; listen [::]:80; return 204; }}
  server {{ listen 443 ssl; listen [::]:443 ssl; ssl_certificate {folder}/cert.pem;
           ssl_certificate_key {folder}/key.pem; return 204; }}
}}
""")
    _start(host, folder, [needs.find("nginx"), "-c", conf])
    _wait(host, tcp=[80, 443])


def samba(host, folder):
    conf = _write(folder / "smb.conf", f"""
[global]
  workgroup = LAB
  netbios name = NAS
  interfaces = lo north
  server role = standalone server
  disable netbios = no
  load printers = no
  lock directory = {folder}
  state directory = {folder}
  cache directory = {folder}
  pid directory = {folder}
  private dir = {folder}
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log.%m
[share]
  path = {folder}
  read only = yes
""")
    # nmbd wants a broadcast address on the interface that it serves.
    host.ip("address change 10.77.13.2/24 broadcast 10.77.13.255 dev north")
    for daemon in ("nmbd", "smbd"):
        _start(host, folder, [needs.find(daemon), "-F", "--no-process-group", "--debug-stdout", "-s", conf], run_folders=["samba"])
    _wait(host, tcp=[139, 445], udp=[137, 138])


def unbound(host, folder):
    conf = _write(folder / "unbound.conf", """
server:
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: 0.0.0.0
  interface: ::0
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
  local-zone: "." static
  local-data: "vbr.lab. A 10.77.10.2"
  local-data-ptr: "10.77.10.2 vbr.lab"
remote-control:
  control-enable: no
""")
    _start(host, folder, [needs.find("unbound"), "-d", "-c", conf])
    _wait(host, tcp=[53], udp=[53])


def _write(path, text):
    path.write_text(text)
    return str(path)


def _start(host, folder, command, run_folders=()):
    with open(folder / f"{pathlib.Path(command[0]).name}.log", "w") as log:
        process = host.start(command, private_run=list(run_folders), stdout=log, stderr=subprocess.STDOUT)
    process.log = log.name
    host.daemons = getattr(host, "daemons", []) + [process]


def _wait(host, tcp=(), udp=()):
    """Until the kernel lists these ports as bound, IPv4 or dual-stack: daemons do not tell."""
    until = time.monotonic() + _START_LIMIT
    wanted = {("tcp", p) for p in tcp} | {("udp", p) for p in udp}
    while missing := wanted - _bound(host):
        dead = [p for p in host.daemons if p.poll() is not None]
        if dead or time.monotonic() > until:
            logs = "".join(f"\n--- {p.log}\n" + pathlib.Path(p.log).read_text()[-2000:] for p in host.daemons)
            raise SystemExit(f"FAIL  {host.label}: nothing stands on {sorted(missing)}{logs}")
        time.sleep(0.02)


def _bound(host):
    bound = set()
    with host.entered():
        for name, listening in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
            for line in pathlib.Path("/proc/thread-self/net", name).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == listening:
                    bound.add((name[:3], int(fields[1].rpartition(":")[2], 16)))
    return bound
