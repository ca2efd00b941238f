/** The profile `mail-hoster`, as text. The reason of a port is given where its use is public; the source names ports only. */
export const mailHoster = `# Everything that a mail hoster's servers must reach and be reached on. The default.
name: mail-hoster
version: "1"
source: Spam Experts, Local Cloud, "Firewall Usage"
rows:
  # Incoming and outgoing
  - direction: both
    transport: tcp
    ports: 25
    protocol: smtp
    why: mail from and to other servers
  - direction: both
    transport: tcp
    ports: 80
    protocol: http
    why: web interface; updates
  - direction: both
    transport: tcp
    ports: 143
    protocol: imap
    why: mailboxes; IMAP, also after STARTTLS
  - direction: both
    transport: tcp
    ports: 443
    protocol: https
    why: web interface and API; updates
  - direction: both
    transport: tcp
    ports: 873
    protocol: rsync
    why: copies of files between servers
  - direction: both
    transport: tcp
    ports: 993
    protocol: imaps
    why: mailboxes; IMAP inside TLS
  - direction: both
    transport: tcp
    ports: 1080
    protocol: socks5
    why: SOCKS proxy
  - direction: both
    transport: tcp
    ports: 3306
    protocol: mysql
    why: databases of the servers among each other
  - direction: both
    transport: tcp
    ports: 10045-10049
    why: the hoster's own services
  - direction: both
    transport: tcp
    ports: 10050
    protocol: zabbix
    why: monitoring; Zabbix agent
  - direction: both
    transport: tcp
    ports: 30443
    why: the hoster's own services
  - direction: both
    transport: udp
    ports: 123
    protocol: ntp
    why: the right time
  - direction: both
    transport: udp
    ports: 10045-10049
    why: the hoster's own services
  - direction: both
    transport: icmp
    why: reachability, and the largest packet that a path takes

  # Incoming
  - direction: incoming
    transport: tcp
    ports: 22
    protocol: ssh
    why: administration by the hoster; every address in /etc/hosts.allow must be let in
  - direction: incoming
    transport: tcp
    ports: 465
    protocol: smtps
    why: mail from users; submission inside TLS
  - direction: incoming
    transport: tcp
    ports: 587
    protocol: smtp
    why: mail from users; submission

  # Outgoing
  - direction: outgoing
    transport: tcp
    ports: 53
    protocol: dns
    why: names; long answers
  - direction: outgoing
    transport: tcp
    ports: 2703
    protocol: razor
    why: spam signatures; Razor
  - direction: outgoing
    transport: tcp
    ports: 4121
    why: the hoster's own services
  - direction: outgoing
    transport: tcp
    ports: 10051
    protocol: zabbix
    why: monitoring; Zabbix server
  - direction: outgoing
    transport: tcp
    ports: 61380-61399
    why: the hoster's own services
  - direction: outgoing
    transport: udp
    ports: 53
    protocol: dns
    why: names
  - direction: outgoing
    transport: udp
    ports: [1600, 6568]
    why: the hoster's own services
  - direction: outgoing
    transport: udp
    ports: 24441
    protocol: pyzor
    why: spam signatures; Pyzor
  - direction: outgoing
    transport: udp
    ports: 61380-61399
    why: the hoster's own services
`
