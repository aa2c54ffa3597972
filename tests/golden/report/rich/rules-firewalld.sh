#!/bin/sh
# Made by Fairway 0.1.0 from the check of web01 at 2026-11-23T01:59:58Z.
# For the hosts: repo02, web01, dns01, repo01, web02.
# Each rule names the address of the host that it is for: the whole file can be run on each of them.
# Where addresses are translated on the way (NAT), put in the ones that the host itself sees.
# Read the rules before you run them. A firewall on the way may need the same.
#
# Run as root. The rules go to the default zone; where the interface is in another one (`firewall-cmd --get-active-zones`
# says so), add --zone=NAME to each line. The last line makes them count; they stay after a restart.
set -e

# firewalld filters outgoing traffic by policies only. This one is used where it does.
firewall-cmd --permanent --get-policies | grep -qw fairway-out || firewall-cmd --permanent --new-policy=fairway-out
firewall-cmd --permanent --policy=fairway-out --set-priority=-100
firewall-cmd --permanent --policy=fairway-out --add-ingress-zone=HOST
firewall-cmd --permanent --policy=fairway-out --add-egress-zone=ANY

# Inbound, on repo02: from 10.0.7.3; flow agent:repository:tcp:2500-3300?2, agent:repository:tcp:6160
firewall-cmd --permanent --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.7" port port="3001-3300" protocol="tcp" accept'
firewall-cmd --permanent --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.7" port port="6160" protocol="tcp" accept'

# Outbound, on web01: to 10.0.0.5; flow agent-linux:backup-server:tcp:10005
firewall-cmd --permanent --policy=fairway-out --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.5" port port="10005" protocol="tcp" accept'

# Inbound, on dns01: from 10.0.7.3; flow agent:dns-server:udp:53
firewall-cmd --permanent --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.53" port port="53" protocol="udp" accept'

# Inbound, on repo01: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow agent:repository:tcp:2500-3300
firewall-cmd --permanent --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.6" port port="3001-3300" protocol="tcp" accept'

# Inbound, on web02: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow backup-server:agent-windows:tcp:445
firewall-cmd --permanent --add-rich-rule='rule priority="-100" family="ipv4" source address="10.0.7.3" destination address="10.0.0.20" port port="445" protocol="tcp" accept'

firewall-cmd --reload

# Not stopped by these hosts, so no rule here helps:
#   TCP 6162 from fd00::7:3 to fd00::6 (repo01): stopped by 10.1.0.1
#   TCP 6162 from fd00::7:3 to fd00::7 (repo02): stopped by fd00::1
#   TCP 9380 from 10.0.7.3 to 10.0.0.5 (vbr01): stopped by 10.1.0.1 (hop 2)
