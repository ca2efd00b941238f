/**
 * What Cisco PIX and ASA do to SMTP (FACTS C1, C4, C5, C7, C8, C9). They edit in place and never change a length.
 */
import { bytesOf, concat, textOf } from '../../bytes.ts'
import type { Reading } from '../observation.ts'
import { linesOf, verbOf } from '../smtp/dialog.ts'
import type { Rule, Touched } from './rule.ts'

const pixRemedy = 'PIX: `no fixup protocol smtp 25`.'
const asaRemedy =
  'ASA: `policy-map global_policy` / `class inspection_default` / `no inspect esmtp`; or an inspection map of its own ' +
  'with `parameters` / `no mask-banner` and `allow-tls`, without the match `ehlo-reply-parameter others`.'

/** C1: every byte becomes `*` but 2, 0, a space behind a 0, CR and LF. */
export function maskBanner(sent: Uint8Array): Uint8Array {
  const kept = (byte: number, before: number | undefined) =>
    byte === 0x0d || byte === 0x0a || byte === 0x32 || byte === 0x30 || (byte === 0x20 && before === 0x30)
  return sent.map((byte, at) => (kept(byte, sent[at - 1]) ? byte : 0x2a))
}

/** C4: every byte of the line becomes `*`. */
export function maskWholeBanner(sent: Uint8Array): Uint8Array {
  return sent.map(byte => (byte === 0x0d || byte === 0x0a ? byte : 0x2a))
}

/** The verb of a command line overwritten with X, unless it is in `known`; the arguments stay. */
export function maskVerb(sent: Uint8Array, known: ReadonlySet<string>): Uint8Array {
  if (known.has(verbOf(sent))) return sent
  const text = textOf(sent)
  return bytesOf(text.replace(/[^ \t\r\n]+/, verb => 'X'.repeat(verb.length)))
}

/** C7: the k-th masked keyword of length n becomes n-1 times X and the k-th letter; C8: STARTTLS may be gone. */
export function maskKeywords(sent: Uint8Array, { changed, removed }: Touched): Uint8Array {
  const lines = linesOf(sent).map(({ from, to }) => textOf(sent.subarray(from, to)))
  let masked = 0
  const heard = lines.flatMap((line, index) => {
    if (removed.has(index) && /^\d{3}[ -]STARTTLS\r?\n$/i.test(line)) return []
    if (!changed.has(index) || index === 0) return [line]
    masked += 1
    return [maskKeyword(line, masked)]
  })
  return concat(heard.map((line, index) => bytesOf(withHyphen(line, index < heard.length - 1))))
}

function maskKeyword(line: string, count: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + count - 1)
  return line.replace(/^(\d{3}[ -])([^ \r\n]+)/, (_, code: string, word: string) => {
    return `${code}${'X'.repeat(word.length - 1)}${letter}`
  })
}

function withHyphen(line: string, goesOn: boolean): string {
  return line.replace(/^(\d{3})[ -]/, `$1${goesOn ? '-' : ' '}`)
}

const pixVerbs = new Set(['HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT'])
const asaVerbs = new Set([...pixVerbs, ...['AUTH', 'EHLO', 'ETRN', 'HELP', 'SAML', 'SEND', 'SOML', 'STARTTLS', 'VRFY']])

function someCommand(row: readonly Reading[], test: (verb: string, arrived: boolean) => boolean): boolean {
  return row.some(({ passages }) =>
    passages.some(it => it.kind === 'command' && it.sent !== null && test(it.sent.verb, it.equal)),
  )
}

/** Not a PIX: it lets no more than its seven verbs pass, and EHLO is the sign by which it is known (FACTS section 4). */
function isNoPix(row: readonly Reading[]): boolean {
  const passesMore = someCommand(row, (verb, arrived) => arrived && verb !== '' && !pixVerbs.has(verb))
  return passesMore || !masksEhlo(row)
}

/** Not an ASA: there EHLO works. */
function isNoAsa(row: readonly Reading[]): boolean {
  return masksEhlo(row) || !someCommand(row, (verb, arrived) => verb === 'EHLO' && arrived)
}

function masksEhlo(row: readonly Reading[]): boolean {
  return someCommand(row, (verb, arrived) => verb === 'EHLO' && !arrived)
}

const bannerSources = 'Postfix FAQ (hvera.wordpress.com/2009/06/30); Microsoft KB 320027 and Q295725'
const asaSources = 'Cisco ASA CLI guide (easymanua.ls/cisco/asa-5512-x/manual/124633?p=315)'

const banner = {
  fact: 'C1',
  mark: 'D',
  covers: ['smtp.greeting.masked'],
  proof: { kind: 'transform', passage: 'greeting', apply: maskBanner },
  sources: bannerSources,
} as const satisfies Partial<Rule>

/** A masked banner alone tells no PIX from an ASA (FACTS section 4); what else is proved on the row may. */
export const ciscoRules: readonly Rule[] = [
  { ...banner, device: 'Cisco PIX', feature: 'fixup protocol smtp', requires: ['C5'], remedy: pixRemedy },
  {
    ...banner,
    device: 'Cisco ASA',
    feature: 'inspect esmtp, mask-banner',
    requires: ['C7', 'C9'],
    remedy: asaRemedy,
  },
  {
    ...banner,
    device: 'Cisco PIX/ASA',
    feature: 'fixup protocol smtp, or inspect esmtp with mask-banner',
    remedy: `${pixRemedy} ${asaRemedy}`,
  },
  {
    device: 'Cisco PIX',
    feature: 'fixup protocol smtp (version 4.4)',
    fact: 'C4',
    mark: 'V',
    covers: ['smtp.greeting.masked'],
    proof: { kind: 'transform', passage: 'greeting', apply: maskWholeBanner },
    remedy: `${pixRemedy} PIX 4.0 and 4.1: remove \`mailhost\`.`,
    sources: 'Microsoft KB 320027; AppRiver a238',
  },
  {
    device: 'Cisco PIX',
    feature: 'mailguard (old versions)',
    fact: 'C4',
    mark: 'D',
    covers: ['smtp.greeting.rewritten', 'smtp.greeting.masked'],
    proof: { kind: 'text', in: 'words', pattern: /^220 SMTP\/cmap_+ ?read\r?\n/ },
    remedy: `${pixRemedy} PIX 4.0 and 4.1: remove \`mailhost\`.`,
    sources: 'Microsoft KB 320027; AppRiver a238',
  },
  {
    device: 'Cisco PIX',
    feature: 'fixup protocol smtp (mailguard), command filter',
    fact: 'C5',
    mark: 'V',
    covers: ['smtp.command.masked'],
    proof: { kind: 'transform', passage: 'command', apply: sent => maskVerb(sent, pixVerbs) },
    contradicts: isNoPix,
    remedy: pixRemedy,
    sources: 'Exim FAQ Q0053, Q0078; Cisco 4733-22 "Testing the PIX Firewall Mailguard Feature"',
  },
  {
    device: 'Cisco ASA',
    feature: 'inspect esmtp, EHLO keywords',
    fact: 'C7',
    mark: 'D',
    covers: ['smtp.starttls.masked', 'smtp.ehlo.keyword-masked'],
    proof: { kind: 'transform', passage: 'ehlo', apply: maskKeywords },
    contradicts: isNoAsa,
    remedy: asaRemedy,
    sources: asaSources,
  },
  {
    device: 'Cisco ASA',
    feature: 'inspect esmtp, no allow-tls',
    fact: 'C8',
    mark: 'V',
    covers: ['smtp.starttls.removed'],
    proof: { kind: 'transform', passage: 'ehlo', apply: maskKeywords },
    requires: ['C7'],
    remedy: 'ASA: in the ESMTP inspection map `parameters` / `allow-tls`; or `no inspect esmtp`.',
    sources: asaSources,
  },
  {
    device: 'Cisco ASA',
    feature: 'inspect esmtp, command filter',
    fact: 'C9',
    mark: 'V',
    covers: ['smtp.command.masked'],
    proof: { kind: 'transform', passage: 'command', apply: sent => maskVerb(sent, asaVerbs) },
    contradicts: isNoAsa,
    remedy: asaRemedy,
    sources:
      'Cisco 113423-asa-esmtp-smtp-inspection; manualshive.com/en/manual/cisco/5505-asa-firewall-edition-bundle/18624?page=1139',
  },
]
