/**
 * What stands between a client and its IMAP server (FACTS H2, H3, H8 to H11, N7, N9, N23). Whoever greets before the
 * login may never have asked the server. What is a matter of configuration fits, and proves nobody.
 */
import { bytesOf, equalBytes, textOf } from '../../bytes.ts'
import type { FindingId } from '../finding.ts'
import { isReplaced, listsJust, stopsVerbs } from '../proof/mailbox.ts'
import { nmap, type Rule } from './rule.ts'

/** What a greeting comes out as that is none of the server's. */
const greetings: readonly FindingId[] = ['imap.greeting.rewritten', 'imap.greeting.masked', 'tcp.intercepted']
/** An answer that is none of the server's. */
const answers: readonly FindingId[] = ['imap.response.added', 'imap.response.rewritten']
const lists: readonly FindingId[] = ['imap.capability.removed', 'imap.capability.added', 'imap.starttls.removed']
const replySide = 'answerer-to-dialer'

interface ImapProxy {
  readonly device: string
  readonly fact: string
  /** The first words, for eyes. */
  readonly says: string
  readonly pattern: RegExp
  readonly remedy: string
  readonly sources: string
}

const nginx = {
  device: 'nginx mail proxy',
  fact: 'H8',
  remedy: 'nginx: set `imap_capabilities` to those of the server behind it, or let the server be reached itself.',
  sources: `nginx.org ngx_mail_imap_module; ${nmap} l.11268`,
} as const

const perdition = {
  device: 'Perdition',
  fact: 'H9',
  remedy: 'Let the IMAP server be reached itself, and not by way of Perdition.',
  sources: `${nmap} l.1753-1770; perdition(8)`,
} as const

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
  { ...nginx, says: '* OK IMAP4 ready', pattern: /^\* OK IMAP4 ready\r?\n/ },
  {
    ...perdition,
    says: '* OK [CAPABILITY IMAP4 IMAP4REV1] perdition ready on',
    pattern: /^\* OK (?:\[CAPABILITY IMAP4 IMAP4REV1\] perdition ready on|IMAP4 Ready) \S+/,
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

/** Their own list of capabilities, as the source has it. */
const configured = [
  {
    ...nginx,
    words: ['IMAP4', 'IMAP4rev1', 'UIDPLUS'],
    answers: ['CAPABILITY'],
    tell: 'nginx greets with `* OK IMAP4 ready`',
  },
  {
    ...perdition,
    words: ['IMAP4', 'IMAP4REV1'],
    answers: ['CAPABILITY', 'AUTHENTICATE'],
    // It refuses every way to log in but LOGIN; the source does not tell in which words.
    companion: /^\S+ (?:NO|BAD) /,
    tell: 'Perdition greets with `perdition ready on` or `IMAP4 Ready`',
  },
] as const

/** H11: ` STARTTLS` and ` LOGINDISABLED` are gone from the list of capabilities, and nothing else is changed. */
export function lacksStartTls(sent: Uint8Array, heard: Uint8Array): boolean {
  const without = textOf(sent).replace(/ (?:STARTTLS|LOGINDISABLED)(?=[ \]\r])/g, '')
  return equalBytes(bytesOf(without), heard) && !equalBytes(sent, heard)
}

const stripper = {
  device: 'STARTTLS stripper (striptls)',
  flow: replySide,
  fact: 'H11',
  mark: 'V',
  remedy: 'Somebody on the path takes STARTTLS away on purpose; ask every network on the way who does it.',
  sources: 'striptls.py l.467-810',
} as const satisfies Partial<Rule>

const listRules: readonly Rule[] = configured.map(
  ({ device, fact, words, tell, remedy, sources }): Rule => ({
    device,
    feature: 'IMAP proxy, capabilities of its own',
    does: `Answers CAPABILITY with \`${words.join(' ')}\`, whatever the server offers.`,
    flow: replySide,
    fact,
    mark: 'V',
    covers: lists,
    proof: { kind: 'set', of: 'form', passage: 'change', made: (_, heard) => listsJust(heard, words) },
    tell,
    remedy,
    sources,
  }),
)

/** The answer to a CAPABILITY that the server never heard. */
const answerRules: readonly Rule[] = configured.map(
  ({ device, fact, words, answers: _, tell, remedy, sources, ...rest }): Rule => ({
    device,
    feature: 'IMAP proxy, answers CAPABILITY itself',
    does: `Answers CAPABILITY with \`${words.join(' ')}\`, and passes it to nobody.`,
    flow: replySide,
    fact,
    mark: 'V',
    covers: answers,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: new RegExp(`^\\* CAPABILITY ${words.join(' ')}\\r?\\n`),
      ...rest,
      common: true,
    },
    tell,
    remedy,
    sources,
  }),
)

/** What they answer themselves nobody else hears. */
const silentRules: readonly Rule[] = configured.map(
  ({ device, fact, answers: words, tell, remedy, sources }): Rule => ({
    device,
    feature: `IMAP proxy, passes no ${words.join(' and no ')} on`,
    does: `Answers ${words.join(' and ')} itself, and passes every other command on.`,
    flow: 'dialer-to-answerer',
    fact,
    mark: 'V',
    covers: ['imap.command.removed'],
    proof: { kind: 'set', of: 'event', happens: stopsVerbs(words) },
    tell,
    remedy,
    sources,
  }),
)

/** Of all ways to log in they leave LOGIN. */
const loginOnly: readonly Rule[] = [
  { ...perdition, tell: 'Perdition greets with `perdition ready on` or `IMAP4 Ready`' },
  {
    device: 'Zorp',
    fact: 'H10',
    remedy: 'Use a plug proxy for this server in place of ImapProxy.',
    sources: 'docs.balasys.hu zorp-gpl-v7 ch04s13s02',
    tell: 'Zorp writes the greeting anew, in words that its documents do not tell',
  },
].map(
  ({ device, fact, remedy, sources, tell }): Rule => ({
    device,
    feature: 'IMAP proxy, only LOGIN',
    does: 'Lets LOGIN pass and no AUTHENTICATE.',
    flow: null,
    fact,
    mark: 'V',
    covers: [...answers, 'imap.command.removed', 'imap.command.rewritten'],
    proof: { kind: 'set', of: 'event', happens: stopsVerbs(['AUTHENTICATE']) },
    tell,
    remedy,
    sources,
  }),
)

const messages: readonly Rule[] = [
  {
    device: 'Juniper SRX',
    feature: 'antivirus, IMAP',
    does: 'Puts a notice in the place of the body of an infected message.',
    flow: replySide,
    fact: 'N7',
    mark: 'V',
    covers: ['imap.message.rewritten'],
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /Your mail \S+ ?: ?\d+ .*contains contaminated file .* with virus .*, so it is dropped\./,
    },
    remedy: 'Juniper SRX: remove the UTM policy from the security policy for mail.',
    sources: 'juniper.net topic-44515',
  },
  {
    device: 'Check Point Safe@Office',
    feature: 'VStream antivirus, IMAP',
    does: 'Puts other content in the place of an infected message.',
    flow: replySide,
    fact: 'N9',
    mark: 'V',
    covers: ['imap.message.rewritten'],
    proof: { kind: 'set', of: 'form', passage: 'message', made: isReplaced },
    tell: 'VStream deletes an infected message when it is fetched by POP3, and refuses it in SMTP with code 554',
    remedy: 'Safe@Office: switch the VStream rule for this server off.',
    sources: 'sofaware user manual p.468',
  },
]

export const imapRules: readonly Rule[] = [
  ...proxies.map(
    ({ device, fact, says, pattern, remedy, sources }): Rule => ({
      device,
      feature: 'IMAP proxy',
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
  ...listRules,
  ...answerRules,
  ...silentRules,
  ...loginOnly,
  ...messages,
  {
    ...stripper,
    feature: 'removes STARTTLS from IMAP',
    does: 'Takes STARTTLS and LOGINDISABLED out of the list of capabilities.',
    covers: ['imap.starttls.removed'],
    proof: { kind: 'set', of: 'form', passage: 'change', made: lacksStartTls },
    tell: 'striptls answers STARTTLS with `BAD unknown command`',
  },
  {
    ...stripper,
    feature: 'answers STARTTLS of IMAP itself',
    does: 'Answers STARTTLS with `BAD unknown command`, and passes it to nobody.',
    covers: ['imap.starttls.refused'],
    proof: { kind: 'text', in: 'words', pattern: /^\S+ BAD unknown command\r?\n/, common: true },
    tell: 'striptls takes STARTTLS and LOGINDISABLED out of the list of capabilities as well',
  },
]
