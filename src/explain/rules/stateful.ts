/**
 * Devices that end a connection, or let it fall silent, at something that they count or at how it was sent (FACTS C6,
 * C9, C11, C14, N1, N24). Such an end fits and proves nobody, because many others end connections too.
 */
import {
  endsAtRefusedRecipient,
  limitsDnsTo512,
  removesPipelined,
  stallsAfterChunkedMessage,
  stallsAtSplitEnd,
} from '../proof/events.ts'
import { asaRemedy, pixRemedy } from './cisco.ts'
import type { Rule } from './rule.ts'

export const statefulRules: readonly Rule[] = [
  {
    device: 'Cisco PIX',
    feature: 'fixup protocol smtp before 5.2(4) and 6.0(1), bug CSCds90792',
    does: 'Does not pass on the end of a message when its dot and line ends come in separate packets.',
    flow: 'dialer-to-answerer',
    fact: 'C6',
    mark: 'V',
    covers: ['tcp.stalled'],
    proof: { kind: 'set', of: 'event', happens: stallsAtSplitEnd },
    tell: 'a PIX masks the greeting with `*` and lets no EHLO through',
    remedy: `${pixRemedy} Or upgrade it: 5.2(4) and 6.0(1) have it mended.`,
    sources: 'Microsoft Q295725; Postfix HISTORY 20010529, 20011107, 20011119; hvera.wordpress.com/2009/06/30',
  },
  {
    device: 'Cisco ASA',
    feature: 'inspect esmtp, default limits',
    does:
      'Drops the connection at a command line of over 512 bytes, more than 100 recipients, a header line of over 998, a ' +
      'sender of over 320 or a file name of over 255.',
    flow: null,
    fact: 'C11',
    mark: 'V',
    covers: ['tcp.reset'],
    proof: {
      kind: 'set',
      of: 'limits',
      limits: { 'command-line': 512, recipients: 100, 'header-line': 998, sender: 320, filename: 255 },
    },
    tell: 'an ASA has all five limits, and its log says `%ASA-4-108004: ESMTP Classification: Dropped connection`',
    remedy: `ASA: \`policy-map type inspect esmtp\` of its own with raised limits. ${asaRemedy}`,
    sources: 'Cisco ASA CLI guide p.13-41 (easymanua.ls/cisco/asa-5512-x/manual/124633?p=315)',
  },
  {
    device: 'Cisco PIX/ASA',
    feature: 'fixup protocol dns maximum-length 512, or inspect dns with message-length maximum 512',
    does: 'Lets no DNS answer of over 512 bytes through.',
    flow: 'answerer-to-dialer',
    fact: 'C14',
    mark: 'V',
    covers: ['path.black-hole', 'udp.truncated', 'udp.lost', 'udp.lost-back', 'udp.fragments-lost'],
    proof: { kind: 'set', of: 'event', happens: limitsDnsTo512 },
    tell: 'datagrams of over 512 bytes arrive on ports that are not DNS',
    remedy: 'ASA: in the DNS inspection map `message-length maximum client auto`; or `no inspect dns`.',
    sources: 'Cisco ASA ASDM guide 61-4 (manualsdump.com)',
  },
  {
    device: 'FortiGate',
    feature: 'antivirus or antispam proxy',
    does: 'Falls silent when a second message is handed over by BDAT in one connection.',
    flow: 'dialer-to-answerer',
    fact: 'N1',
    mark: 'V',
    covers: ['tcp.stalled'],
    proof: { kind: 'set', of: 'event', happens: sighting => stallsAfterChunkedMessage(sighting) },
    tell: 'the same messages arrive one by one, each in a connection of its own, or by DATA',
    remedy:
      'FortiGate: in the policy `inspection-mode flow`, or without `av-profile` and `emailfilter-profile`; or `config ' +
      'firewall profile-protocol-options` / `config smtp` / `set status disable`.',
    sources: 'sanjaysingh11.blogspot.com/2014/01/bdat.html; FortiGate CLI reference',
  },
  {
    device: 'D-Link/Clavister NetDefendOS',
    feature: 'SMTP ALG',
    does: 'Lets no commands through that are sent together with the one before (`cmd_pipelined`).',
    flow: 'dialer-to-answerer',
    fact: 'N13',
    mark: 'V',
    covers: ['smtp.command.removed', 'smtp.reply.added'],
    proof: { kind: 'set', of: 'event', happens: removesPipelined },
    tell: 'NetDefendOS takes PIPELINING and CHUNKING out of the reply to EHLO as well, and logs `capa=PIPELINING`',
    remedy: 'NetDefendOS: use a service without the SMTP ALG for this server.',
    sources: 'manualslib.com 637752 p.261; manualshive.com dfl-860 p.62',
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy, recipients',
    does: 'Ends the connection when a recipient is answered with anything but 250.',
    flow: null,
    fact: 'N15',
    mark: 'V',
    covers: ['tcp.cut'],
    proof: { kind: 'set', of: 'event', happens: sighting => endsAtRefusedRecipient(sighting) },
    tell: 'it greets with `F-Secure/fsigk_smtp/`, and lowers a SIZE of over 2000000000 to just that number',
    remedy: 'F-Secure: let mail to this server bypass the gatekeeper.',
    sources: 'manualslib.com 374836 p.152',
  },
  {
    device: 'Snort or Cisco FTD, inline',
    feature: 'SMTP inspector',
    does:
      'Drops the connection at a command line or a line of a reply of over 512 bytes (124:1, 124:3), at a header line over ' +
      'its limit (124:2), or at X-LINK2STATE, ' +
      'where its rules say so.',
    flow: null,
    fact: 'N24',
    mark: 'V',
    covers: ['tcp.reset', 'tcp.stalled'],
    proof: {
      kind: 'set',
      of: 'limits',
      limits: { 'command-line': 512, 'reply-line': 512, 'header-line': null },
      verbs: ['X-LINK2STATE'],
    },
    tell: 'Snort counts lines of replies as well, and logs 124:1 or 124:3; nothing that is said is changed',
    remedy:
      'Snort, FTD: exempt this server from the rules of the SMTP inspector (124:1 to 124:6), or let them alert only.',
    sources: 'snort.org/faq/readme-smtp; FireSIGHT guide 25-61',
  },
]
