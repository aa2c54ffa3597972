# Made by Fairway 0.1.0 from the check of web01 at 2026-11-23T01:59:58Z.
# For the hosts: repo02, web01, dns01, repo01, web02.
# Each rule names the address of the host that it is for: the whole file can be run on each of them.
# Where addresses are translated on the way (NAT), put in the ones that the host itself sees.
# Read the rules before you run them. A firewall on the way may need the same.
#
# Run in PowerShell as administrator. A rule that blocks wins over one that allows: look for such with
#   Get-NetFirewallRule -Enabled True -Action Block
# Remove these again with  Remove-NetFirewallRule -Group 'Fairway'

# Inbound, on repo02: from 10.0.7.3; flow agent:repository:tcp:2500-3300?2, agent:repository:tcp:6160
New-NetFirewallRule -Name 'fairway-in-tcp-3001-3300,6160-from-10.0.7.3-to-10.0.0.7' -DisplayName 'Fairway: TCP 3001-3300,6160 from 10.0.7.3' -Group 'Fairway' -Direction Inbound -Action Allow -Profile Any -Protocol TCP -LocalPort @('3001-3300', '6160') -LocalAddress '10.0.0.7' -RemoteAddress '10.0.7.3'

# Outbound, on web01: to 10.0.0.5; flow agent-linux:backup-server:tcp:10005
New-NetFirewallRule -Name 'fairway-out-tcp-10005-to-10.0.0.5-from-10.0.7.3' -DisplayName 'Fairway: TCP 10005 to 10.0.0.5' -Group 'Fairway' -Direction Outbound -Action Allow -Profile Any -Protocol TCP -RemotePort @('10005') -LocalAddress '10.0.7.3' -RemoteAddress '10.0.0.5'

# Inbound, on dns01: from 10.0.7.3; flow agent:dns-server:udp:53
New-NetFirewallRule -Name 'fairway-in-udp-53-from-10.0.7.3-to-10.0.0.53' -DisplayName 'Fairway: UDP 53 from 10.0.7.3' -Group 'Fairway' -Direction Inbound -Action Allow -Profile Any -Protocol UDP -LocalPort @('53') -LocalAddress '10.0.0.53' -RemoteAddress '10.0.7.3'

# Inbound, on repo01: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow agent:repository:tcp:2500-3300
New-NetFirewallRule -Name 'fairway-in-tcp-3001-3300-from-10.0.7.3-to-10.0.0.6' -DisplayName 'Fairway: TCP 3001-3300 from 10.0.7.3' -Group 'Fairway' -Direction Inbound -Action Allow -Profile Any -Protocol TCP -LocalPort @('3001-3300') -LocalAddress '10.0.0.6' -RemoteAddress '10.0.7.3'

# Inbound, on web02: from 10.0.7.3 (to be confirmed: it may be that nothing listens there yet); flow backup-server:agent-windows:tcp:445
New-NetFirewallRule -Name 'fairway-in-tcp-445-from-10.0.7.3-to-10.0.0.20' -DisplayName 'Fairway: TCP 445 from 10.0.7.3' -Group 'Fairway' -Direction Inbound -Action Allow -Profile Any -Protocol TCP -LocalPort @('445') -LocalAddress '10.0.0.20' -RemoteAddress '10.0.7.3'

# Not stopped by these hosts, so no rule here helps:
#   TCP 6162 from fd00::7:3 to fd00::6 (repo01): stopped by 10.1.0.1
#   TCP 6162 from fd00::7:3 to fd00::7 (repo02): stopped by fd00::1
#   TCP 9380 from 10.0.7.3 to 10.0.0.5 (vbr01): stopped by 10.1.0.1 (hop 2)
