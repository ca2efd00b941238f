/**
 * Programs on a host that stand between its mail program and the network: antivirus shields and strippers of STARTTLS
 * (FACTS H1 to H7, H11).
 */
import { bytesOf, textOf } from '../../bytes.ts'
import type { Reading } from '../observation.ts'
import { linesOf } from '../smtp/dialog.ts'
import { greetings, nmap, type Rule } from './rule.ts'

const clean = /^X-Antivirus-Status: Clean\r?\n/

/** Avast, AVG and Norton append the same two headers and differ by their name in the first (FACTS H4). */
function headerRule(device: string, name: string): Rule {
  const words = `^X-Antivirus: (?:${name}) \\(VPS \\d+-\\d+, [^)\\r\\n]*\\), Outbound message\\r?\\n`
  return {
    device,
    feature: 'mail shield, "mark clean messages"',
    does: 'Adds X-Antivirus and X-Antivirus-Status at the end of the header of outgoing messages.',
    flow: 'dialer-to-answerer',
    fact: 'H4',
    mark: 'V',
    covers: ['smtp.data.header-added'],
    proof: { kind: 'text', in: 'words', pattern: new RegExp(words), companion: clean },
    remedy: `${device} on the sending host: switch off "mark clean messages" for outgoing mail in the mail shield.`,
    sources: 'marked V in FACTS.md, which names no public document',
  }
}

/** They sign with an authority of their own, named after the shield (FACTS H6). */
function issuerRule(device: string): Rule {
  return {
    device,
    feature: 'mail shield, SSL scanning',
    does: 'Opens TLS, with certificates that it signs by an authority of its own.',
    flow: null,
    fact: 'H6',
    mark: 'V',
    covers: ['tls.intercepted'],
    proof: { kind: 'text', in: 'issuer', pattern: new RegExp(`\\b${device} (?:Web/Mail|Mail|Web) Shield\\b`, 'i') },
    remedy: `${device} on the dialing host: switch off SSL scanning in the mail shield.`,
    sources: 'mscdex/node-imap #741; PHPMailer #776; nodemailer #330; MailKit #912',
  }
}

/** Gateways that say in a header that they looked (FACTS H5). */
function checkedRule(device: string, pattern: RegExp): Rule {
  return {
    device,
    feature: 'mail scanner',
    does: 'Adds X-AntiVirus with its name to messages.',
    flow: 'dialer-to-answerer',
    fact: 'H5',
    mark: 'V',
    covers: ['smtp.data.header-added'],
    proof: { kind: 'text', in: 'words', pattern },
    remedy: `${device}: exempt this server from scanning, or switch its header off.`,
    sources: 'marked V in FACTS.md, which names no public document',
  }
}

const norton2002 = {
  device: 'Norton AntiVirus 2002',
  feature: 'scanning of outgoing mail',
  flow: 'answerer-to-dialer',
  fact: 'H1',
  mark: 'V',
  remedy: 'Norton AntiVirus on the dialing host: switch off scanning of outgoing mail (the tray icon is not enough).',
  sources: 'mail.spinics.net/lists/bugtraq/msg03715',
} as const satisfies Partial<Rule>

/** This one leaves STARTTLS advertised and then does not know it. */
function hidesStartTls(row: readonly Reading[]): boolean {
  return row.some(({ observations }) =>
    observations.some(({ id }) => id === 'smtp.starttls.removed' || id === 'smtp.starttls.masked'),
  )
}

/** The line of STARTTLS is gone, and the line that is now the last one has a space behind its code. */
function withoutStartTls(sent: Uint8Array): Uint8Array {
  const lines = linesOf(sent).map(({ from, to }) => textOf(sent.subarray(from, to)))
  const kept = lines.filter(line => !/^250[ -]STARTTLS\r?\n$/i.test(line))
  return bytesOf(kept.map((line, at) => (at === kept.length - 1 ? line.replace(/^250-/, '250 ') : line)).join(''))
}

export const hostRules: readonly Rule[] = [
  {
    ...norton2002,
    does: 'Answers STARTTLS with `500 Unsupported command.`, which stays offered, and passes it to nobody.',
    covers: ['smtp.starttls.refused'],
    proof: { kind: 'text', in: 'words', pattern: /^500 Unsupported command\.\r?\n/ },
    contradicts: hidesStartTls,
  },
  {
    ...norton2002,
    does: 'Answers QUIT with `221 Closing connection. Good bye.`',
    covers: ['smtp.reply.rewritten', 'smtp.reply.added'],
    proof: { kind: 'text', in: 'words', pattern: /^221 Closing connection\. Good bye\.\r?\n/ },
  },
  {
    device: 'Avast',
    feature: 'mail shield',
    does: 'Greets as `avast! SMTP proxy ready.`, and answers in its own words when it reaches no server.',
    flow: 'answerer-to-dialer',
    fact: 'H2',
    mark: 'V',
    covers: [...greetings, 'smtp.reply.added', 'smtp.reply.rewritten'],
    proof: {
      kind: 'text',
      in: 'words',
      pattern:
        /^220 \S+ avast! SMTP proxy ready\.\r?\n|^421 concurrent connection limit in avast! exceeded\(pass:|^421 Cannot connect to SMTP server \S+ \(.*\), connect error \d+/,
    },
    remedy: 'Avast on the dialing host: Mail Shield, SSL scanning off.',
    sources: `${nmap} l.3458, l.3493-3494; uconst.org/blog/archives/56`,
  },
  {
    device: 'AVG',
    feature: 'mail scanner',
    does: 'Greets as `AVG ESMTP Proxy Server`.',
    flow: 'answerer-to-dialer',
    fact: 'H3',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 AVG ESMTP Proxy Server \S+ \[/ },
    remedy: 'AVG on the dialing host: E-mail Shield off.',
    sources: `${nmap} l.3442-3443`,
  },
  headerRule('Avast', 'avast!|Avast'),
  headerRule('AVG', 'AVG'),
  headerRule('Norton', 'Norton'),
  checkedRule('AntiVir MailGate', /^X-AntiVirus: checked by AntiVir MailGate \(version: /i),
  checkedRule('Vexira', /^X-AntiVirus: checked by Vexira Milter /i),
  checkedRule('Dr.Web', /^X-AntiVirus: Checked by Dr\.Web \[/i),
  issuerRule('Avast'),
  issuerRule('AVG'),
  issuerRule('Norton'),
  {
    device: 'BitDefender',
    feature: 'mail proxy',
    does: 'Greets as `ESMTP BitDefender Proxy`.',
    flow: 'answerer-to-dialer',
    fact: 'H7',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 \S+ ESMTP BitDefender Proxy\b/ },
    remedy: 'BitDefender on the dialing host: mail scanning off.',
    sources: `${nmap} l.3454-3456`,
  },
  {
    device: 'AVK (G Data)',
    feature: 'mail proxy',
    does: 'Greets as `AVKSMTP Server`.',
    flow: 'answerer-to-dialer',
    fact: 'H7',
    mark: 'V',
    covers: greetings,
    proof: { kind: 'text', in: 'words', pattern: /^220 \S+ AVKSMTP Server\b/ },
    remedy: 'AVK on the dialing host: scanning of mail off.',
    sources: `${nmap} l.3475`,
  },
  {
    device: 'STARTTLS stripper (striptls)',
    feature: 'answers STARTTLS itself',
    does: 'Answers STARTTLS, or EHLO, in its own words, so that no TLS is started.',
    flow: 'answerer-to-dialer',
    fact: 'H11',
    mark: 'V',
    covers: [
      'smtp.starttls.refused',
      'smtp.reply.added',
      'smtp.reply.rewritten',
      'smtp.ehlo.rewritten',
      'smtp.ehlo.keyword-added',
    ],
    proof: {
      kind: 'text',
      in: 'words',
      pattern:
        /(?:^|\n)(?:200 STRIPTLS|454 TLS not available due to temporary reason)\r?\n|^502 Error: command "EHLO" not implemented\r?\n/,
    },
    remedy: 'Somebody on the path takes STARTTLS away on purpose; ask every network on the way who does it.',
    sources: 'striptls.py l.467-810',
  },
  {
    device: 'STARTTLS stripper (striptls)',
    feature: 'removes STARTTLS and answers it itself',
    does: 'Takes STARTTLS out of the reply to EHLO, and answers it itself.',
    flow: 'answerer-to-dialer',
    tell: 'striptls answers STARTTLS itself, with `200 STRIPTLS` or `454 TLS not available due to temporary reason`',
    fact: 'H11',
    mark: 'V',
    covers: ['smtp.starttls.removed'],
    proof: { kind: 'transform', passage: 'ehlo', apply: withoutStartTls },
    requires: ['H11'],
    remedy: 'Somebody on the path takes STARTTLS away on purpose; ask every network on the way who does it.',
    sources: 'striptls.py l.467-810',
  },
]
