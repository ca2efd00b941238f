/**
 * What Cisco PIX and ASA do to SMTP by editing it in place (FACTS C1, C4, C5, C7 to C10, C13).
 */
import {
  blankPipes,
  hasRunsOfX,
  inspectCommand,
  isNoopInPlace,
  maskBanner,
  maskKeywords,
  maskVerb,
  maskWholeBanner,
  noopVerb,
} from './cisco-edits.ts'
import { asaVerbs, isNoAsa, isNoPix, pixVerbs } from './cisco-row.ts'
import type { Rule } from './rule.ts'

export const pixRemedy = 'PIX: `no fixup protocol smtp 25`.'
const inspectionOff = 'ASA: `policy-map global_policy` / `class inspection_default` / `no inspect esmtp`'
export const asaRemedy =
  `${inspectionOff}; or an inspection map of its own ` +
  'with `parameters` / `no mask-banner` / `allow-tls`, without the match `ehlo-reply-parameter others`.'
const oldPixRemedy = `${pixRemedy} PIX 4.0 and 4.1: remove \`mailhost\`.`

const asaGuide = 'Cisco ASA CLI guide (easymanua.ls/cisco/asa-5512-x/manual/124633?p=315)'
const pixTell = 'a PIX lets no EHLO through (it arrives as XXXX or NOOP) and of all commands only the seven of RFC 821'
const asaTell = 'through an ASA EHLO works, and its keywords come as XXXXXXXA, the next one as XXXB'

const pix = { device: 'Cisco PIX', remedy: pixRemedy, tell: pixTell } as const satisfies Partial<Rule>
const asa = { device: 'Cisco ASA', remedy: asaRemedy, tell: asaTell } as const satisfies Partial<Rule>
/** For C9 and C10 the facts have no parameter of an inspection map. */
const asaCommands = {
  ...asa,
  remedy: `${inspectionOff}: no parameter of an inspection map is known to let every command and address pass.`,
} as const satisfies Partial<Rule>

const banner = {
  fact: 'C1',
  mark: 'D',
  does: 'Overwrites every byte of the greeting with `*`, but for 2, 0, a space behind a 0, CR and LF.',
  flow: 'answerer-to-dialer',
  covers: ['smtp.greeting.masked'],
  proof: { kind: 'transform', passage: 'greeting', apply: maskBanner },
  sources: 'Postfix FAQ (hvera.wordpress.com/2009/06/30); Microsoft KB 320027 and Q295725',
} as const satisfies Partial<Rule>

/** A masked banner alone tells no PIX from an ASA (FACTS section 4); what else is proved on the row may. */
const bannerRules: readonly Rule[] = [
  { ...banner, ...pix, feature: 'fixup protocol smtp', requires: ['C5'] },
  { ...banner, ...asa, feature: 'inspect esmtp, mask-banner', requires: ['C7', 'C9'] },
  {
    ...banner,
    device: 'Cisco PIX/ASA',
    feature: 'fixup protocol smtp, or inspect esmtp with mask-banner',
    remedy: `${pixRemedy} ${asaRemedy}`,
    tell: 'both leave 2, 0 and the space behind a 0 of a greeting as they are',
  },
  {
    ...pix,
    feature: 'fixup protocol smtp (version 4.4)',
    does: 'Overwrites every byte of the greeting with `*`, but for CR and LF.',
    flow: 'answerer-to-dialer',
    fact: 'C4',
    mark: 'V',
    covers: ['smtp.greeting.masked'],
    proof: { kind: 'transform', passage: 'greeting', apply: maskWholeBanner },
    remedy: oldPixRemedy,
    sources: 'Microsoft KB 320027; AppRiver a238',
  },
  {
    ...pix,
    feature: 'mailguard (old versions)',
    does: 'Says `220 SMTP/cmap___ read` in the place of the greeting.',
    flow: 'answerer-to-dialer',
    fact: 'C4',
    mark: 'D',
    covers: ['smtp.greeting.rewritten', 'smtp.greeting.masked'],
    proof: { kind: 'text', in: 'words', pattern: /^220 SMTP\/cmap_+ ?read\r?\n/ },
    remedy: oldPixRemedy,
    sources: 'Microsoft KB 320027; AppRiver a238',
  },
]

const filter = {
  flow: 'dialer-to-answerer',
  covers: ['smtp.command.masked'],
} as const satisfies Partial<Rule>

const mailguard = {
  ...filter,
  ...pix,
  fact: 'C5',
  contradicts: isNoPix,
  sources: 'Exim FAQ Q0053, Q0078; Cisco 4733-22 "Testing the PIX Firewall Mailguard Feature"',
} as const satisfies Partial<Rule>

const commandRules: readonly Rule[] = [
  {
    ...mailguard,
    feature: 'fixup protocol smtp (mailguard), command filter',
    does: 'Overwrites the verb of every command with X, but for HELO, MAIL, RCPT, DATA, RSET, NOOP and QUIT.',
    mark: 'V',
    proof: { kind: 'transform', passage: 'command', apply: sent => maskVerb(sent, pixVerbs) },
  },
  {
    ...mailguard,
    feature: 'fixup protocol smtp (mailguard, version 5.1 and later), command filter',
    does: 'Puts NOOP in the place of the verb of every command, but for HELO, MAIL, RCPT, DATA, RSET, NOOP and QUIT.',
    mark: 'D',
    proof: { kind: 'transform', passage: 'command', apply: sent => noopVerb(sent, pixVerbs) },
  },
  {
    ...mailguard,
    feature: 'fixup protocol smtp (mailguard, version 5.1 and later), command filter',
    does: 'Puts NOOP and as many other bytes in the place of a command.',
    mark: 'V',
    proof: { kind: 'set', of: 'form', passage: 'command', made: isNoopInPlace },
  },
  {
    ...filter,
    ...asaCommands,
    feature: 'inspect esmtp, addresses',
    does: 'Puts a space in the place of every `|` in MAIL and RCPT.',
    fact: 'C10',
    mark: 'V',
    proof: { kind: 'transform', passage: 'command', apply: blankPipes },
    contradicts: isNoAsa,
    sources: 'Cisco ASA CLI guide (manualsdump.com 166944 p.327)',
  },
  {
    ...filter,
    ...asaCommands,
    feature: 'inspect esmtp, command filter',
    does:
      'Overwrites the verb of every command with X that is not among its fifteen, or that comes in several packets; it may ' +
      'put a space in the place of every `|` in MAIL and RCPT.',
    fact: 'C9',
    mark: 'V',
    proof: {
      kind: 'transform',
      passage: 'command',
      apply: (sent, touched) => inspectCommand(sent, asaVerbs, touched),
    },
    contradicts: isNoAsa,
    sources:
      'Cisco 113423-asa-esmtp-smtp-inspection; manualshive.com/en/manual/cisco/5505-asa-firewall-edition-bundle/18624?page=1139',
  },
]

const keywordRules: readonly Rule[] = [
  {
    ...asa,
    feature: 'inspect esmtp, EHLO keywords',
    does: 'Overwrites EHLO keywords that it does not know with X, the last letter being A in the first, B in the next.',
    flow: 'answerer-to-dialer',
    fact: 'C7',
    mark: 'D',
    covers: ['smtp.starttls.masked', 'smtp.ehlo.keyword-masked'],
    proof: { kind: 'transform', passage: 'ehlo', apply: maskKeywords },
    contradicts: isNoAsa,
    sources: asaGuide,
  },
  {
    ...asa,
    feature: 'inspect esmtp, no allow-tls',
    does: 'Takes STARTTLS out of the reply to EHLO, beside the keywords that it overwrites.',
    flow: 'answerer-to-dialer',
    fact: 'C8',
    mark: 'V',
    covers: ['smtp.starttls.removed'],
    proof: { kind: 'transform', passage: 'ehlo', apply: maskKeywords },
    requires: ['C7'],
    remedy: 'ASA: in the ESMTP inspection map `parameters` / `allow-tls`; or `no inspect esmtp`.',
    sources: asaGuide,
  },
  {
    ...pix,
    feature: 'fixup protocol smtp (early versions), messages',
    does: 'Overwrites words inside of messages with runs of X.',
    flow: 'dialer-to-answerer',
    fact: 'C13',
    mark: 'V',
    covers: ['smtp.data.rewritten'],
    proof: { kind: 'set', of: 'form', passage: 'message', made: hasRunsOfX },
    sources: 'Microsoft KB 320027; itprotoday.com "Resolving Message-Scanning Problems"',
  },
]

export const ciscoRules: readonly Rule[] = [...bannerRules, ...commandRules, ...keywordRules]
