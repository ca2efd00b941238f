/**
 * Gateways and their proxies that are known by the form of what they change, and not by words of their own (FACTS N3,
 * N12, N15, N16). What is a matter of their configuration fits, and proves nobody.
 */
import { bytesOf, textOf } from '../../bytes.ts'
import type { Reading } from '../observation.ts'
import { removesSurplusRecipients } from '../proof/events.ts'
import { linesOf } from '../smtp/dialog.ts'
import type { Rule } from './rule.ts'

const IPV4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`
const bracketed = new RegExp(String.raw`^(?:EHLO|HELO) \[${IPV4}\]\r?\n$`, 'i')
const bare = new RegExp(String.raw`^(?:EHLO|HELO) \[?${IPV4}\]?\r?\n$`, 'i')

/** An EHLO or HELO of the client that came with an address in the place of its name. */
function isRenamed(sent: Uint8Array, heard: Uint8Array, form: RegExp): boolean {
  return /^(?:EHLO|HELO)\b/i.test(textOf(sent)) && form.test(textOf(heard)) && verb(sent) === verb(heard)
}

function verb(line: Uint8Array): string {
  return textOf(line.subarray(0, 4)).toUpperCase()
}

/** N16: the name of the server is gone from the first line, and every other line is as it was. */
export function lacksServerName(sent: Uint8Array, heard: Uint8Array): boolean {
  const [said, got] = [linesOf(sent), linesOf(heard)]
  const [first, ...rest] = said.map(({ from, to }) => textOf(sent.subarray(from, to)))
  const [heardFirst, ...heardRest] = got.map(({ from, to }) => textOf(heard.subarray(from, to)))
  const without = first?.replace(/^(\d{3})([ -])[^ \r\n]+ ?/, '$1$2')
  const isFirst = heardFirst === without || heardFirst === without?.replace(/^(\d{3})[ -](?=\r?\n)/, '$1')
  return isFirst && rest.join('') === heardRest.join('')
}

/** N15: what no larger message may be, bytes. */
const GATEKEEPER_SIZE = 2_000_000_000
const gatekeeperWords = /^250[ -](?:CHUNKING|BINARYMIME|PIPELINING|STARTTLS)\b/i
const sizeLine = /^(250[ -]SIZE )(\d+)/i

/** N15: four lines are deleted, SIZE is no more than 2000000000, and AUTH may be added, at a place that is not told. */
export function limitKeywords(sent: Uint8Array): readonly Uint8Array[] {
  const lines = linesOf(sent).map(({ from, to }) => textOf(sent.subarray(from, to)))
  const kept = lines
    .filter((line, at) => at === 0 || !gatekeeperWords.test(line))
    .map(line => line.replace(sizeLine, (_, head: string, size: string) => head + lowered(size)))
  const hasAuth = kept.some(line => /^250[ -]AUTH\b/i.test(line))
  const added = hasAuth
    ? []
    : kept.map((_, at) => [...kept.slice(0, at + 1), '250-AUTH PLAIN LOGIN\r\n', ...kept.slice(at + 1)])
  return [kept, ...added].map(replyOf)
}

function replyOf(lines: readonly string[]): Uint8Array {
  return bytesOf(lines.map((line, at) => line.replace(/^250[ -]/, at === lines.length - 1 ? '250 ' : '250-')).join(''))
}

function lowered(size: string): string {
  return Number(size) > GATEKEEPER_SIZE ? String(GATEKEEPER_SIZE) : size
}

/** Deleted lines alone are no sign of it; a SIZE of just that number is. */
function lowersSize(row: readonly Reading[]): boolean {
  return row.some(({ passages }) =>
    passages.some(({ kind, sent, heard }) => {
      if (kind !== 'ehlo' || sent === null || heard === null) return false
      const size = /^250[ -]SIZE 2000000000\r?$/im
      return size.test(textOf(heard.bytes)) && !size.test(textOf(sent.bytes))
    }),
  )
}

const fortiMail = {
  device: 'FortiMail',
  fact: 'N3',
  mark: 'V',
  sources: 'help.fortinet.com/fmail/5-3-0 profile_11_07',
} as const satisfies Partial<Rule>

const watchGuard = {
  device: 'WatchGuard',
  fact: 'N12',
  mark: 'V',
  tell: 'its SMTP proxy answers HELP with a list of its own, which begins with `214-Commands:`',
  remedy: 'WatchGuard: replace the SMTP-proxy by a TCP packet filter, or allow all ESMTP extensions and headers in it.',
  sources: 'watchguard.com proxies3.htm; WatchGuard v60 guide p.223',
} as const satisfies Partial<Rule>

const stormshield = {
  device: 'Stormshield/NETASQ',
  fact: 'N16',
  mark: 'V',
  remedy:
    'Stormshield: switch the SMTP proxy off, or in its profile set `DomainEhloFiltering` and `ForceHeloIP` off and every command to `pass`.',
  sources: 'documentation.stormshield.eu CONFIG.PROTOCOL.SMTP.PROFILE.PROXY',
} as const satisfies Partial<Rule>

export const gatewayFormRules: readonly Rule[] = [
  {
    ...fortiMail,
    feature: 'transparent mode, rewriting of the EHLO name',
    does: 'Puts an address in brackets in the place of the client’s name in EHLO and HELO.',
    flow: 'dialer-to-answerer',
    covers: ['smtp.command.rewritten', 'smtp.command.masked'],
    proof: { kind: 'set', of: 'form', passage: 'command', made: (sent, heard) => isRenamed(sent, heard, bracketed) },
    tell: 'FortiMail answers an EHLO name that it does not like with `501 5.0.0 Invalid domain name`',
    remedy: 'FortiMail: in the session profile, untick the rewriting of the EHLO domain.',
  },
  {
    ...stormshield,
    feature: 'SMTP proxy, ForceHeloIP',
    does: 'Puts an address in the place of the client’s name in EHLO and HELO.',
    flow: 'dialer-to-answerer',
    covers: ['smtp.command.rewritten', 'smtp.command.masked'],
    proof: { kind: 'set', of: 'form', passage: 'command', made: (sent, heard) => isRenamed(sent, heard, bare) },
    tell: 'Stormshield takes the name of the server out of the reply to EHLO as well, unless that is switched off',
  },
  {
    ...stormshield,
    feature: 'SMTP proxy, DomainEhloFiltering',
    does: 'Takes the name of the server out of the reply to EHLO and HELO.',
    flow: 'answerer-to-dialer',
    covers: ['smtp.ehlo.rewritten'],
    proof: { kind: 'set', of: 'form', passage: 'ehlo', made: lacksServerName },
    tell: 'Stormshield blocks BDAT, STARTTLS, EXPN, VRFY and TURN as well in its example policy',
  },
  {
    ...stormshield,
    feature: 'SMTP proxy, blocked commands',
    does: 'Lets BDAT, STARTTLS, EXPN, VRFY and TURN not through, and every other command is.',
    flow: 'dialer-to-answerer',
    covers: [
      'smtp.command.removed',
      'smtp.command.rewritten',
      'smtp.reply.added',
      'smtp.reply.rewritten',
      'smtp.starttls.refused',
    ],
    proof: { kind: 'set', of: 'verbs', words: ['BDAT', 'STARTTLS', 'EXPN', 'VRFY', 'TURN'] },
    tell: 'Stormshield takes the name of the server out of the reply to EHLO as well, unless that is switched off',
  },
  {
    ...watchGuard,
    feature: 'SMTP proxy, recipients',
    does: 'Drops the recipients of a message beyond its limit, in silence.',
    flow: 'dialer-to-answerer',
    covers: ['smtp.command.removed', 'smtp.reply.added'],
    proof: { kind: 'set', of: 'event', happens: sighting => removesSurplusRecipients(sighting) },
  },
  {
    ...watchGuard,
    feature: 'SMTP proxy, allowed extensions and headers',
    does: 'Takes out ESMTP extensions and headers that are not on its list.',
    flow: null,
    covers: ['smtp.ehlo.keyword-removed', 'smtp.starttls.removed', 'smtp.data.header-removed'],
    proof: { kind: 'set', of: 'deeds', ids: ['smtp.ehlo.keyword-removed', 'smtp.data.header-removed'] },
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy, EHLO keywords and SIZE',
    does: 'Deletes CHUNKING, BINARYMIME, PIPELINING and STARTTLS, and lowers SIZE to 2000000000 where it is larger; may add AUTH.',
    flow: 'answerer-to-dialer',
    fact: 'N15',
    mark: 'V',
    covers: ['smtp.ehlo.rewritten', 'smtp.ehlo.keyword-removed', 'smtp.ehlo.keyword-added', 'smtp.starttls.removed'],
    proof: { kind: 'transform', passage: 'ehlo', apply: sent => limitKeywords(sent), telling: lowersSize },
    tell: 'it lowers a SIZE of over 2000000000 to just that number, and greets with `F-Secure/fsigk_smtp/`',
    remedy: 'F-Secure: let mail to this server bypass the gatekeeper.',
    sources: 'manualslib.com 374836 p.152',
  },
]
