/**
 * What stands between a client and its POP3 server (FACTS H2, H3, H8, H9, H11, N9, N10, N15, N17, N21, N23, N26). Whoever
 * greets may never have asked the server. What is a matter of configuration fits, and proves nobody.
 */
import type { FindingId } from '../finding.ts'
import { deletesUnasked, offersJust, stopsVerbs } from '../proof/mailbox.ts'
import { nmap, type Rule } from './rule.ts'

/** What a greeting comes out as that is none of the server's. */
const greetings: readonly FindingId[] = ['pop3.greeting.rewritten', 'pop3.greeting.masked', 'tcp.intercepted']
/** An answer that is none of the server's. */
const answers: readonly FindingId[] = ['pop3.response.added', 'pop3.response.rewritten']
const replySide = 'answerer-to-dialer'

interface Pop3Proxy {
  readonly device: string
  readonly fact: string
  /** The first words, for eyes. */
  readonly says: string
  readonly pattern: RegExp
  readonly remedy: string
  readonly sources: string
}

/** They are all told by their greeting. */
const proxies: readonly Pop3Proxy[] = [
  {
    device: 'Avast',
    fact: 'H2',
    says: '+OK avast! POP3 proxy ready.',
    pattern: /^\+OK avast! POP3 proxy ready\.\r?\n/,
    remedy: 'Avast on the dialing host: Mail Shield, SSL scanning off.',
    sources: `${nmap} l.2766`,
  },
  {
    device: 'AVG',
    fact: 'H3',
    says: '+OK AVG POP3 Proxy Server',
    pattern: /^\+OK AVG POP3 Proxy Server \S/,
    remedy: 'AVG on the dialing host: E-mail Shield off.',
    sources: `${nmap} l.2743-2752`,
  },
  {
    device: 'Perdition',
    fact: 'H9',
    says: '+OK POP3 Ready',
    pattern: /^\+OK POP3 Ready \S+/,
    remedy: 'Let the POP3 server be reached itself, and not by way of Perdition.',
    sources: `${nmap} l.6029; perdition(8)`,
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    fact: 'N15',
    says: '+OK ... F-Secure/fsigk_pop/',
    pattern: /^\+OK F-Secure\/fsigk_pop\/\d+\//,
    remedy: 'F-Secure: let mail to this server bypass the gatekeeper.',
    sources: `${nmap} l.2759`,
  },
  {
    device: 'Sophos XG/UTM',
    fact: 'N17',
    says: '+OK POP3Proxy ready',
    pattern: /^\+OK POP3Proxy ready\b/,
    remedy: 'Sophos UTM: put this server on the skip list of the transparent mode of the POP3 proxy.',
    sources: `${nmap} l.6031; Sophos UTM 9.707 administration guide, POP3Advanced`,
  },
  {
    device: 'Trend Micro InterScan',
    fact: 'N21',
    says: '+OK TrendMicro IMSS ... POP3 Proxy at',
    pattern: /^\+OK TrendMicro IMSS .*POP3 Proxy at\b/,
    remedy: 'Trend Micro: let mail to this server bypass InterScan.',
    sources: `${nmap} l.2736`,
  },
  {
    device: 'PGP Universal',
    fact: 'N23',
    says: '(PGP Universal service is proxying this connection)',
    pattern: /^\+OK .*\(PGP Universal service is proxying this connection\)/,
    remedy: 'PGP Universal: let mail to this server bypass the proxy.',
    sources: `${nmap} l.2757`,
  },
  {
    device: 'Captive portal of an access network',
    fact: 'N26',
    says: '-ERR Not Enrolled',
    pattern: /^-ERR Not Enrolled/,
    remedy: 'Enrol at the portal of this network, or run from another one.',
    sources: `${nmap} l.2770`,
  },
]

const stripper = {
  device: 'STARTTLS stripper (striptls)',
  flow: replySide,
  fact: 'H11',
  mark: 'V',
  remedy: 'Somebody on the path takes STLS away on purpose; ask every network on the way who does it.',
  sources: 'striptls.py l.467-810',
} as const satisfies Partial<Rule>

const nginx = {
  device: 'nginx mail proxy',
  flow: replySide,
  fact: 'H8',
  mark: 'V',
  tell: 'nginx greets in IMAP with `* OK IMAP4 ready`',
  remedy: 'nginx: set `pop3_capabilities` to those of the server behind it, or let the server be reached itself.',
  sources: 'nginx.org ngx_mail_pop3_module',
} as const satisfies Partial<Rule>

/** Its defaults. */
const configured: readonly string[] = ['TOP', 'USER', 'UIDL']

const sonicWall = {
  device: 'SonicWall',
  fact: 'N10',
  mark: 'V',
  remedy:
    'SonicWall: on the page diag.html, "Disable Gateway AV POP3 Auto Deletion" and "Disable Gateway AV POP3 UIDL Rewriting".',
  sources: 'manualsdump.com/amp/en/manuals/41099/10',
} as const satisfies Partial<Rule>

/** Deletes a message that the client asked for, because there is a virus in it. */
const deletions: readonly Rule[] = [
  {
    ...sonicWall,
    feature: 'Gateway Anti-Virus, POP3 auto deletion',
    does: 'Deletes an infected message on the server (DELE), which the client never asked for, and closes the connection.',
    flow: null,
    covers: ['pop3.command.added', 'pop3.message.rewritten', 'tcp.cut'],
    proof: { kind: 'set', of: 'event', happens: sighting => deletesUnasked(sighting) },
    tell: 'a SonicWall answers an infected message in SMTP with code 552, and may not let UIDL through',
  },
  {
    device: 'Check Point Safe@Office',
    feature: 'VStream antivirus, POP3',
    does: 'Deletes an infected message on the server, which the client never asked for.',
    flow: 'dialer-to-answerer',
    fact: 'N9',
    mark: 'V',
    covers: ['pop3.command.added'],
    proof: { kind: 'set', of: 'event', happens: sighting => deletesUnasked(sighting) },
    tell: 'VStream refuses an infected message in SMTP with code 554, and replaces it in IMAP',
    remedy: 'Safe@Office: switch the VStream rule for this server off.',
    sources: 'sofaware user manual p.468',
  },
  {
    ...sonicWall,
    feature: 'Gateway Anti-Virus, POP3 UIDL rewriting',
    does: 'Does not let UIDL through.',
    flow: null,
    covers: [...answers, 'pop3.command.removed', 'pop3.command.masked', 'pop3.command.rewritten'],
    proof: { kind: 'set', of: 'event', happens: stopsVerbs(['UIDL']) },
    tell: 'a SonicWall deletes an infected message on the server, with a DELE that nobody sent',
  },
]

export const pop3Rules: readonly Rule[] = [
  ...proxies.map(
    ({ device, fact, says, pattern, remedy, sources }): Rule => ({
      device,
      feature: 'POP3 proxy',
      does: `Says \`${says}\` in the place of the server.`,
      flow: replySide,
      fact,
      mark: 'V',
      covers: greetings,
      proof: { kind: 'text', in: 'words', pattern },
      remedy,
      sources,
    }),
  ),
  {
    device: 'Perdition',
    feature: 'POP3 proxy, empty line',
    does: 'Answers an empty line with `-ERR Null command, mate`.',
    flow: replySide,
    fact: 'H9',
    mark: 'V',
    covers: answers,
    proof: { kind: 'text', in: 'words', pattern: /^-ERR Null command, mate\r?\n/ },
    remedy: 'Let the POP3 server be reached itself, and not by way of Perdition.',
    sources: `${nmap} l.6029; perdition(8)`,
  },
  {
    ...nginx,
    feature: 'POP3 proxy, capabilities of its own',
    does: 'Answers CAPA with TOP, USER and UIDL, whatever the server offers.',
    covers: ['pop3.capability.removed', 'pop3.capability.added', 'pop3.starttls.removed'],
    proof: { kind: 'set', of: 'form', passage: 'change', made: (_, heard) => offersJust(heard, configured) },
  },
  {
    ...nginx,
    feature: 'POP3 proxy, answers CAPA itself',
    does: 'Answers CAPA with TOP, USER and UIDL, and passes it to nobody.',
    covers: answers,
    proof: { kind: 'text', in: 'words', pattern: /^\+OK[^\r\n]*\r\n(?:(?:TOP|USER|UIDL)\r\n){3}\.\r\n/, common: true },
  },
  {
    ...nginx,
    feature: 'POP3 proxy, passes no CAPA on',
    does: 'Answers CAPA itself, and passes every other command on.',
    flow: 'dialer-to-answerer',
    covers: ['pop3.command.removed'],
    proof: { kind: 'set', of: 'event', happens: stopsVerbs(['CAPA']) },
  },
  ...deletions,
  {
    ...stripper,
    feature: 'answers STLS of POP3 itself',
    does: 'Answers STLS with `-ERR unknown command`, and passes it to nobody.',
    covers: ['pop3.starttls.refused'],
    proof: { kind: 'text', in: 'words', pattern: /^-ERR unknown command\r?\n/, common: true },
    tell: 'striptls takes STARTTLS out of lists of SMTP and IMAP as well',
  },
]
