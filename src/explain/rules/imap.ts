/**
 * What stands between a client and its IMAP server and speaks in words of its own (FACTS H2, H3, H8, H9, H11, N23). Of
 * IMAP all changes are one finding, and whoever answers before the login may never have asked the server.
 */
import { bytesOf, equalBytes, textOf } from '../../bytes.ts'
import type { FindingId } from '../finding.ts'
import { nmap, type Rule } from './rule.ts'

const covers: readonly FindingId[] = ['tcp.payload.altered', 'tcp.intercepted']

interface ImapProxy {
  readonly device: string
  readonly fact: string
  /** The first words, for eyes. */
  readonly says: string
  readonly pattern: RegExp
  readonly remedy: string
  readonly sources: string
}

/** They are all told by their greeting. */
const proxies: readonly ImapProxy[] = [
  {
    device: 'Avast',
    fact: 'H2',
    says: '* OK avast! IMAP Proxy',
    pattern: /^\* OK avast! IMAP Proxy\b/,
    remedy: 'Avast on the dialing host: Mail Shield, SSL scanning off.',
    sources: `${nmap} l.1778, l.1783`,
  },
  {
    device: 'AVG',
    fact: 'H3',
    says: '* BYE concurrent connection limit in AVG exceeded',
    pattern: /^(?:\* )?BYE concurrent connection limit in AVG exceeded/,
    remedy: 'AVG on the dialing host: E-mail Shield off.',
    sources: `${nmap} l.1784`,
  },
  {
    device: 'nginx mail proxy',
    fact: 'H8',
    says: '* OK IMAP4 ready',
    pattern: /^\* OK IMAP4 ready\r?\n/,
    remedy: 'nginx: set `imap_capabilities` to those of the server behind it, or let the server be reached itself.',
    sources: `nginx.org ngx_mail_imap_module; ${nmap} l.11268`,
  },
  {
    device: 'Perdition',
    fact: 'H9',
    says: '* OK [CAPABILITY IMAP4 IMAP4REV1] perdition ready on',
    pattern: /^\* OK (?:\[CAPABILITY IMAP4 IMAP4REV1\] perdition ready on|IMAP4 Ready) \S+/,
    remedy: 'Let the IMAP server be reached itself, and not by way of Perdition.',
    sources: `${nmap} l.1753-1770; perdition(8)`,
  },
  {
    device: 'PGP Universal',
    fact: 'N23',
    says: '(proxied server greeted us with: ...)',
    pattern: /^\* OK .*\(proxied server greeted us with: /,
    remedy: 'PGP Universal: let mail to this server bypass the proxy.',
    sources: `${nmap} l.1775`,
  },
]

/** H11: ` STARTTLS` and ` LOGINDISABLED` are gone from the lists of capabilities, and nothing else is changed. */
export function lacksStartTls(sent: Uint8Array, heard: Uint8Array): boolean {
  const lines = textOf(sent).split('\n')
  const without = lines.map(line =>
    /\bCAPABILITY\b/.test(line) ? line.replace(/ (?:STARTTLS|LOGINDISABLED)(?=[ \]\r])/g, '') : line,
  )
  return equalBytes(bytesOf(without.join('\n')), heard) && !equalBytes(sent, heard)
}

export const imapRules: readonly Rule[] = [
  ...proxies.map(
    ({ device, fact, says, pattern, remedy, sources }): Rule => ({
      device,
      feature: 'IMAP proxy',
      does: `Says \`${says}\` in the place of the server.`,
      flow: 'answerer-to-dialer',
      fact,
      mark: 'V',
      covers,
      proof: { kind: 'text', in: 'words', pattern },
      remedy,
      sources,
    }),
  ),
  {
    device: 'STARTTLS stripper (striptls)',
    feature: 'removes STARTTLS from IMAP',
    does: 'Takes STARTTLS and LOGINDISABLED out of the list of capabilities.',
    flow: 'answerer-to-dialer',
    fact: 'H11',
    mark: 'V',
    covers: ['tcp.payload.altered'],
    proof: { kind: 'set', of: 'form', passage: 'flow', made: lacksStartTls },
    tell: 'striptls answers STARTTLS with `BAD unknown command`',
    remedy: 'Somebody on the path takes STARTTLS away on purpose; ask every network on the way who does it.',
    sources: 'striptls.py l.467-810',
  },
]
