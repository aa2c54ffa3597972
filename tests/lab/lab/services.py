"""Real services from Debian's packages, each in the namespace of a lab host, with a /run and a folder of its own."""
import pathlib
import shutil
import subprocess
import time

from . import needs

_START_LIMIT = 20  # seconds; all of them together take about two


def sshd(host, folder):
    key = folder / "host_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    conf = _write(folder / "sshd.conf", f"HostKey {key}\nPidFile none\nUsePAM no\nMaxStartups 100\n")
    _start(host, folder, [needs.find("sshd"), "-D", "-e", "-f", conf], run_folders=["sshd"])
    _wait(host, tcp=[22])


def busy_sshd(host, folder):
    """sshd as above, and one on port 2222 whose only connection somebody else holds."""
    sshd(host, folder)
    conf = _write(folder / "busy.conf", f"Port 2222\nHostKey {folder}/host_key\nPidFile none\nUsePAM no\nMaxStartups 1\n"
                                        "LoginGraceTime 0\n")
    _start(host, folder, [needs.find("sshd"), "-D", "-e", "-f", conf], run_folders=["sshd"])
    _wait(host, tcp=[2222])
    holder = host.start(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/2222; read -r line <&3; echo held; sleep 3600"],
                        stdout=subprocess.PIPE)
    holder.stdout.readline()  # its banner is there: it is counted


def nginx(host, folder):
    _certificate(folder, "vbr.lab")
    large = folder / "large"  # its certificate fills more than one packet
    large.mkdir()
    _certificate(large, "vbr.lab", "subjectAltName=" + ",".join(f"DNS:name-{n}.of-a-service.vbr.lab" for n in range(60)))
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
  server {{ listen 8443 ssl; listen [::]:8443 ssl; ssl_certificate {folder}/cert.pem;
           ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1 TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;
           return 204; }}
  server {{ listen 9443 ssl; listen [::]:9443 ssl; ssl_certificate {large}/cert.pem;
           ssl_certificate_key {large}/key.pem; return 204; }}
  server {{ listen 8080; listen [::]:8080; return 302 http://portal.test/login; }}
  server {{ listen 8081; listen [::]:8081; return 301 https://cdn.test$request_uri; }}
  server {{ listen 8082; listen [::]:8082; proxy_connect_timeout 2s; location / {{ proxy_pass http://127.0.0.1:9; }} }}
}}
""")
    _start(host, folder, [needs.find("nginx"), "-c", conf])
    _wait(host, tcp=[80, 443, 8080, 8081, 8082, 8443, 9443])


def vsphere(host, folder):
    """The page by which vSphere is known, from a web server that is real."""
    _certificate(folder, "vcenter.lab")
    (folder / "sdk").mkdir()
    # As the vSphere Web Services SDK Programming Guide shows it.
    _write(folder / "sdk" / "vimServiceVersions.xml", """<?xml version="1.0" encoding="UTF-8" ?>
<namespaces version="1.0">
 <namespace>
  <name>urn:vim25</name>
  <version>8.0.2.0</version>
  <priorVersions>
   <version>8.0.1.0</version>
   <version>7.0.3.0</version>
  </priorVersions>
 </namespace>
</namespaces>
""")
    conf = _write(folder / "nginx.conf", f"""
daemon off; pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  types {{ text/xml xml; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 9444 ssl; listen [::]:9444 ssl; ssl_certificate {folder}/cert.pem;
           ssl_certificate_key {folder}/key.pem; root {folder}; }}
}}
""")
    _start(host, folder, [needs.find("nginx"), "-c", conf])
    _wait(host, tcp=[9444])


def postgresql(host, folder):
    """PostgreSQL on port 5432 with TLS, and on port 5433 without."""
    for port, tls in ((5432, "on"), (5433, "off")):
        data = folder / str(port)
        data.mkdir()
        shutil.chown(data, "postgres", "postgres")  # it refuses to be root, and what others may read
        data.chmod(0o700)
        own = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        subprocess.run([*own, needs.find("initdb"), "-D", data, "-A", "reject", "--no-sync"], check=True, capture_output=True)
        _certificate(data, "postgresql.lab")
        for name in ("key.pem", "cert.pem"):
            shutil.chown(data / name, "postgres", "postgres")
        with open(folder / f"{port}.log", "w") as log:
            process = host.start([*own, needs.find("postgres"), "-D", data, "-p", str(port), "-c", "listen_addresses=*",
                                  "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", f"ssl={tls}", "-c",
                                  "ssl_cert_file=cert.pem", "-c", "ssl_key_file=key.pem"],
                                 private_run=[], stdout=log, stderr=subprocess.STDOUT)
        process.log = log.name
        host.daemons = getattr(host, "daemons", []) + [process]
    _wait(host, tcp=[5432, 5433])


def smtpd(host, folder):
    """OpenSMTPD on port 25, which has nobody's mailbox. Its log, in `smtpd.log`, says how each session ended."""
    conf = _write(folder / "smtpd.conf", """
listen on 0.0.0.0 port 25 hostname mail.lab
listen on :: port 25 hostname mail.lab
action "none" maildir "/nowhere"
match from any for domain "mail.lab" action "none"
""")
    (folder / "spool").mkdir()
    # Before it greets it wants the client's name, of a server that answers: unbound stands on the same host.
    resolver = _write(folder / "resolv.conf", "nameserver 127.0.0.1\n")
    # Its spool has a fixed place: there stands one of its own.
    own = f"mount --bind {folder}/spool /var/spool && mount --bind {resolver} /etc/resolv.conf"
    _start(host, folder, ["sh", "-c", f'{own} && exec {needs.find("smtpd")} -d -f {conf}'], name="smtpd")
    _wait(host, tcp=[25])


def chronyd(host, folder):
    """A time server that takes this machine's clock for the time, and leaves it alone."""
    conf = _write(folder / "chrony.conf", f"""
local stratum 5
allow
cmdport 0
bindcmdaddress /
pidfile {folder}/pid
""")
    _start(host, folder, [needs.find("chronyd"), "-d", "-x", "-u", "root", "-f", conf])
    _wait(host, udp=[123])


def tgtd(host, folder):
    """An iSCSI target without disks; without any target it would hang up on everybody."""
    tgtadm = needs.find("tgtadm")
    both = f"""
{needs.find("tgtd")} -f &
until {tgtadm} --lld iscsi --op new --mode target --tid 1 -T iqn.2026-01.lab:disk 2>/dev/null; do sleep 0.02; done
{tgtadm} --lld iscsi --op bind --mode target --tid 1 -I ALL
echo ready
wait
"""
    process = host.start(["sh", "-c", both], private_run=["tgtd"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(f"FAIL  {host.label}: tgtd did not start")


def squid(host, folder):
    """A proxy that stands where a service was, and lets nothing pass."""
    folder.chmod(0o777)
    conf = _write(folder / "squid.conf", f"""
http_port 80 accel vhost
http_access deny all
cache deny all
visible_hostname proxy01
pid_filename none
access_log none
cache_log {folder}/cache.log
coredump_dir {folder}
cache_store_log none
pinger_enable off
""")
    _start(host, folder, [needs.find("squid"), "-N", "-f", conf])
    _wait(host, tcp=[80])


def denying_samba(host, folder):
    samba(host, folder, "  hosts deny = ALL\n", netbios=False)


def samba(host, folder, more="", netbios=True):
    conf = _write(folder / "smb.conf", f"""
[global]
{more}  workgroup = LAB
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
    if netbios:
        host.ip("address change 10.77.13.2/24 broadcast 10.77.13.255 dev north")
    for daemon in ("nmbd", "smbd") if netbios else ("smbd",):
        _start(host, folder, [needs.find(daemon), "-F", "--no-process-group", "--debug-stdout", "-s", conf], run_folders=["samba"])
    _wait(host, tcp=[139, 445], udp=[137, 138] if netbios else [])


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
  local-data: "backup.lab. A 10.77.0.2"
  local-data-ptr: "10.77.0.2 backup.lab"
remote-control:
  control-enable: no
""")
    _start(host, folder, [needs.find("unbound"), "-d", "-c", conf])
    _wait(host, tcp=[53], udp=[53])


def samba_ad(host, folder):
    """Samba as an Active Directory domain controller: endpoint mapper, LDAP, SMB and DNS of one."""
    _provision_ad(host, folder)
    _start_ad(host, folder)
    _wait(host, tcp=[53, 88, 135, 139, 389, 445, 636], udp=[88])


def samba_rpc(host, folder, ports):
    """Of such a domain controller only its RPC servers and their endpoint mapper; they take ports from this range."""
    _provision_ad(host, folder)
    _start_ad(host, folder, "--option=server services=rpc", f"--option=rpc server dynamic port range={ports}")
    first = int(ports.partition("-")[0])
    _wait(host, tcp=[135, first, first + 1, first + 2])


def _provision_ad(host, folder):
    subprocess.run(["/usr/bin/python3", needs.find("samba-tool"), "domain", "provision", "--realm=AD.LAB", "--domain=LABAD",
                    "--server-role=dc", "--dns-backend=SAMBA_INTERNAL", "--adminpass=Unused-1-here", "--host-name=AD",
                    f"--host-ip={_own_address(host)}", f"--targetdir={folder}",
                    # It comes with its own /run and wants nothing but what it is given.
                    "--option=interfaces=lo north", "--option=bind interfaces only=yes",
                    f"--option=winbindd socket directory={folder}/winbindd", f"--option=pid directory={folder}",
                    f"--option=ncalrpc dir={folder}/ncalrpc", f"--option=ntp signd socket directory={folder}/ntp",
                    "--option=dns forwarder=127.0.0.1"], check=True, capture_output=True)


def _start_ad(host, folder, *options):
    _start(host, folder, [needs.find("samba"), "-F", "--no-process-group", "--debug-stdout", "-s", f"{folder}/etc/smb.conf",
                          *options], run_folders=["samba"])


def expired_slapd(host, folder):
    _expired_certificate(folder, "ldap.lab")
    (folder / "data").mkdir()
    conf = _write(folder / "slapd.conf", f"""
include /etc/ldap/schema/core.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
database mdb
suffix "dc=lab"
directory {folder}/data
""")
    _start(host, folder, [needs.find("slapd"), "-d", "0", "-f", conf, "-h", "ldap:/// ldaps:///"])
    _wait(host, tcp=[389, 636])


def nfs(host, folder):
    """rpcbind and NFS-Ganesha, which registers with it: both see the same /run."""
    (folder / "share").mkdir()
    conf = _write(folder / "ganesha.conf", f"""
NFS_CORE_PARAM {{ Protocols = 3, 4; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = None; }}
NFSv4 {{ Graceless = true; RecoveryRoot = "{folder}"; RecoveryBackend = fs; }}
EXPORT {{ Export_Id = 1; Path = {folder}/share; Pseudo = /share; Access_Type = RO; FSAL {{ Name = MEM; }} }}
""")
    both = f"""
{needs.find("rpcbind")} -f -w &
until [ -S /run/rpcbind.sock ]; do sleep 0.02; done
exec {needs.find("ganesha.nfsd")} -F -f {conf} -L STDOUT -p /run/ganesha/pid
"""
    _start(host, folder, ["sh", "-c", both], run_folders=["rpcbind", "ganesha"])
    _wait(host, tcp=[111, 2049])


def _write(path, text):
    path.write_text(text)
    return str(path)


def _certificate(folder, name, extension=None):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", f"/CN={name}", "-days", "2", *(["-addext", extension] if extension else []),
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)


def _expired_certificate(folder, name):
    _certificate(folder, name)
    conf = _write(folder / "ca.cnf", f"""
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
default_md = sha256
rand_serial = yes
policy = any
[any]
commonName = supplied
""")
    _write(folder / "index.txt", "")
    for command in (["req", "-new", "-key", folder / "key.pem", "-subj", f"/CN={name}", "-out", folder / "csr.pem"],
                    ["ca", "-batch", "-config", conf, "-selfsign", "-keyfile", folder / "key.pem", "-in", folder / "csr.pem",
                     "-startdate", "20260101000000Z", "-enddate", "20260201000000Z", "-notext", "-out", folder / "cert.pem"]):
        subprocess.run(["openssl", *command], check=True, capture_output=True)


def _own_address(host):
    """Its IPv4 address in the lab."""
    words = host.run(["ip", "-o", "-4", "address", "show", "dev", "north"]).stdout.split()
    return words[words.index("inet") + 1].partition("/")[0]


def _start(host, folder, command, run_folders=(), name=None):
    with open(folder / f"{name or pathlib.Path(command[0]).name}.log", "w") as log:
        process = host.start(command, private_run=list(run_folders), stdout=log, stderr=subprocess.STDOUT)
    process.log = log.name
    host.daemons = getattr(host, "daemons", []) + [process]


def _wait(host, tcp=(), udp=()):
    """Waits until the kernel lists these ports as bound, IPv4 or dual-stack: daemons do not tell."""
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
