/**
 * What to ask for, finding by finding, in words that a network's administrator can act on; and what settles whose side
 * it is on, which no single run can.
 */
import type { FindingId } from './finding.ts'
import type { Group } from './group.ts'
import type { Naming } from './prove.ts'

const inspection =
  'Ask the administrators of the firewalls on the way to switch off SMTP inspection for this server (vendors call it ' +
  'fixup, ESMTP inspection, SMTP ALG, SMTP or mail proxy, application control): every byte must arrive as it was sent.'
const mailbox =
  'Ask the administrators of the firewalls on the way to switch off inspection and proxies of IMAP and POP3 for this ' +
  'server (vendors call it ALG, mail proxy, application control), and look on the dialing host for a mail shield: every ' +
  'byte must arrive as it was sent.'
const content =
  'Ask the administrators of the mail gateways, virus scanners and firewalls on the way, and of the sending host, to ' +
  'exempt this server from content scanning: messages must arrive as they were sent.'
const stateful =
  'Ask the administrators of the firewalls and intrusion detection systems on the way for their log of this connection, ' +
  'and for an exemption of this server.'
const tls =
  'Ask the administrators of both networks, and look on the dialing host, for TLS inspection (deep inspection, SSL ' +
  'scanning, mail shield), and have this server exempted from it.'
const filter =
  'Ask the administrators of the packet filters on the way, and check those of both hosts, to let this port through.'
const redirection =
  'Ask the network of the dialing end for a transparent proxy or a redirection (DNAT) of this port, and have this ' +
  'server exempted from it.'

const fragments =
  'Ask the administrators of the firewalls on the way to let IP fragments pass (or to reassemble them): DNS and others ' +
  'send datagrams larger than one packet.'
const blackHole =
  'Ask the administrators of the networks on the way which link carries less than 1500 bytes (tunnel, VPN, PPPoE), to ' +
  'let ICMP "fragmentation needed" and "packet too big" pass, or to clamp the MSS of TCP there.'

/** What to ask for when no device is named. */
const generic: Readonly<Record<FindingId, string>> = {
  'smtp.greeting.masked': inspection,
  'smtp.greeting.rewritten': inspection,
  'smtp.greeting.line-added': inspection,
  'smtp.greeting.line-removed': inspection,
  'smtp.ehlo.keyword-masked': inspection,
  'smtp.ehlo.keyword-removed': inspection,
  'smtp.ehlo.keyword-added': inspection,
  'smtp.ehlo.reordered': inspection,
  'smtp.ehlo.rewritten': inspection,
  'smtp.starttls.masked': inspection,
  'smtp.starttls.removed': inspection,
  'smtp.starttls.refused': inspection,
  'smtp.command.masked': inspection,
  'smtp.command.rewritten': inspection,
  'smtp.command.removed': inspection,
  'smtp.command.added': inspection,
  'smtp.reply.rewritten': inspection,
  'smtp.reply.removed': inspection,
  'smtp.reply.added': inspection,
  'smtp.data.header-added': content,
  'smtp.data.header-removed': content,
  'smtp.data.rewritten': content,
  'imap.greeting.masked': mailbox,
  'imap.greeting.rewritten': mailbox,
  'imap.capability.masked': mailbox,
  'imap.capability.removed': mailbox,
  'imap.capability.added': mailbox,
  'imap.capability.reordered': mailbox,
  'imap.starttls.removed': mailbox,
  'imap.starttls.refused': mailbox,
  'imap.command.masked': mailbox,
  'imap.command.rewritten': mailbox,
  'imap.command.removed': mailbox,
  'imap.command.added': mailbox,
  'imap.response.rewritten': mailbox,
  'imap.response.removed': mailbox,
  'imap.response.added': mailbox,
  'imap.message.header-added': content,
  'imap.message.header-removed': content,
  'imap.message.rewritten': content,
  'pop3.greeting.masked': mailbox,
  'pop3.greeting.rewritten': mailbox,
  'pop3.capability.masked': mailbox,
  'pop3.capability.removed': mailbox,
  'pop3.capability.added': mailbox,
  'pop3.capability.reordered': mailbox,
  'pop3.starttls.removed': mailbox,
  'pop3.starttls.refused': mailbox,
  'pop3.command.masked': mailbox,
  'pop3.command.rewritten': mailbox,
  'pop3.command.removed': mailbox,
  'pop3.command.added': mailbox,
  'pop3.response.rewritten': mailbox,
  'pop3.response.removed': mailbox,
  'pop3.response.added': mailbox,
  'pop3.message.header-added': content,
  'pop3.message.header-removed': content,
  'pop3.message.rewritten': content,
  'tcp.payload.altered': stateful,
  'tcp.cut': stateful,
  'tcp.reset': stateful,
  'tcp.stalled': stateful,
  'tcp.intercepted': redirection,
  'tcp.refused-by-path': filter,
  'tcp.refused-by-host': 'Start a listener on that port of the far end, or correct its own firewall, and run again.',
  'tcp.refused': filter,
  'tcp.lost': filter,
  'tcp.lost-out': filter,
  'tcp.lost-back': filter,
  'udp.payload.altered': stateful,
  'udp.truncated': stateful,
  'udp.duplicated': stateful,
  'udp.fragments-lost': fragments,
  'udp.source-rewritten': redirection,
  'udp.intercepted': redirection,
  'udp.refused-by-path': filter,
  'udp.refused-by-host': 'Start a listener on that port of the far end, or correct its own firewall, and run again.',
  'udp.refused': filter,
  'udp.lost-out': filter,
  'udp.lost-back': filter,
  'udp.lost': filter,
  'icmp.payload.altered': stateful,
  'icmp.duplicated': stateful,
  'icmp.fragments-lost': fragments,
  'icmp.source-rewritten': redirection,
  'icmp.refused': filter,
  'icmp.refused-by-path': filter,
  'icmp.intercepted': redirection,
  'icmp.lost-out': filter,
  'icmp.lost-back': filter,
  'icmp.lost': filter,
  'path.black-hole': blackHole,
  'tcp.split':
    'Find the proxy or load balancer between. Where it is meant to be there, have it pass on the source address (transparent ' +
    'mode, or PROXY protocol where the server reads it), or SPF, blocklists and rate limits judge the proxy.',
  'path.connection-limit':
    'Ask the administrators of the firewalls on the way for their limit of connections (per minute, or at once), and to ' +
    'lift it for this server: a mail server opens many.',
  'host.firewall': 'Let it through in the firewall of that host itself: the rule is quoted.',
  'nat.source-differs':
    'Ask the administrator of the NAT before the server to translate its outgoing traffic to the server’s own external ' +
    'address, and not to the primary address of the subnet: other mail servers judge by it.',
  'nat.source-varies':
    'Ask the administrator of the NAT before the server for one rule that translates all its outgoing traffic, of every ' +
    'port and transport, to the server’s own external address.',
  'nat.present': 'Nothing has to be done while the outgoing source address is right.',
  'nat.port-rewritten': 'Nothing has to be done: a device on the way gives connections another source port.',
  'host.source-selection':
    'On the server: set the source address of its default route (ip route change default ... src ADDRESS), or the one of ' +
    'the mail program (Postfix: smtp_bind_address; Exim: interface of the smtp transport).',
  'tls.intercepted': tls,
  'tls.failed': tls,
  'path.protocol-enforced': 'Nothing has to be done: a device on the way lets only the port’s own protocol pass.',
  'control.intercepted': tls,
}

/** What to ask for where no group of sessions and no device is behind a finding. */
export function remedyFor(id: FindingId): string {
  return generic[id]
}

/** Ports that access and cloud networks block for their customers. */
const accessPorts: readonly number[] = [25, 465, 587]

const accessNetwork =
  'Many access and cloud networks block this port: run the check from a second network before you write to anybody.'
const settling =
  "Whose side it is on is not proved: run the check from a client in another network; if the same fault shows there, it is on the server's side; if it does not, it is on the side of this client."

/** Ids of which nobody has to find out whose side they are on. */
const settled: readonly FindingId[] = [
  'path.protocol-enforced',
  'tcp.refused-by-host',
  'udp.refused-by-host',
  'host.firewall',
  'host.source-selection',
  'nat.source-differs',
  'nat.source-varies',
  'nat.present',
  'nat.port-rewritten',
]

/** What to do about a group: the device's own commands where it is named, and what settles the side. */
export function remedyOf({ id, row }: Group, naming: Naming): string {
  const blocked =
    (id.startsWith('tcp.lost') || id.startsWith('tcp.refused')) &&
    row.transport === 'tcp' &&
    accessPorts.includes(row.port)
  const parts = [
    ...(blocked && !settled.includes(id) ? [accessNetwork] : []),
    ...whatToAsk(id, naming),
    ...(settled.includes(id) ? [] : [settling]),
  ]
  return parts.join(' ')
}

function whatToAsk(id: FindingId, { device, fits, remedies }: Naming): readonly string[] {
  if (device !== null && fits.length === 0) return remedies
  return [generic[id], ...fits.slice(0, 3).map(({ name }, at) => `If it is ${name}: ${remedies[at] ?? ''}`)]
}
