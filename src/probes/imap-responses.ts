import { bytesOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { exchange, imapDialog, login, onImap, says, select } from './imap.ts'
import type { Probe } from './probe.ts'
import { longLines, oddReplyWords } from './smtp-samples.ts'
import { saysLines } from './words.ts'

/** Untagged lines of these lengths, bytes with CRLF: round 1000 and 8192 (RFC 2683, 3.2.1.5; RFC 7162, 4). */
const lengths = [998, 1000, 1002, 8192, 16_384]
/** `* OK ` and CRLF. */
const FRAME_BYTES = 7
const TYPED_PAUSE_MS = 2

/** Codes that servers give seldom (RFC 5530, RFC 9051, 7.1), each to a command that may get it. */
const codes: readonly string[] = [
  'NO [UNAVAILABLE] not now',
  'NO [PRIVACYREQUIRED] in clear',
  'NO [CONTACTADMIN] ask',
  'NO [EXPIRED] too old',
  'NO [OVERQUOTA] full',
  'NO [ALERT] look here',
  'NO [XNONE 1 (2 "3")] of nobody',
  'NO no code',
  'BAD [CLIENTBUG] no',
  'BAD no code',
  'OK [CLOSED] closed',
  'OK [HIGHESTMODSEQ 715194045007] seen',
]

/** What a server says by itself, and in odd forms; each line goes before the tagged one (RFC 9051, 7). */
function untagged(nonce: string): string[] {
  return [
    '* 3 EXISTS',
    '* 1 RECENT',
    '* 2 EXPUNGE',
    '* VANISHED (EARLIER) 41,43:116',
    '* FLAGS ()',
    `* OK [ALERT] ${nonce} for everybody`,
    '* NO [ALERT] low',
    '* BAD long ago',
    `* XNONE ${nonce}`,
    '* 1 XNONE ()',
  ]
}

const oddSpacing: readonly string[] = [
  '*  OK two spaces',
  '*\tOK tab',
  '* ok lower case',
  '* Ok mixed case ',
  '* 1  exists',
]

/** NOOP, and an answer that is more than its tagged line. */
function noop(tag: string, lines: readonly string[], result = 'OK done'): Step[] {
  return exchange(tag, 'NOOP', lines, result)
}

/** Several answers of one line, each to its own NOOP, in one packet each way. */
function noops(tag: () => string, results: readonly string[]): Step[] {
  const tagged = results.map(result => ({ tag: tag(), result }))
  const asked = tagged.map(its => `${its.tag} NOOP`)
  const answered = tagged.map(its => `${its.tag} ${its.result}`)
  return [says('dialer', asked), says('answerer', answered)]
}

/** The same with whole lines that bring their own line ends. */
function odd(tag: string, text: string): Step[] {
  return [says('dialer', [`${tag} NOOP`]), saysLines('answerer', `${text}${tag} OK done\r\n`)]
}

/** An answer that goes out byte by byte. */
function typed(tag: string): Step[] {
  const bytes = bytesOf(`* 4 EXISTS\r\n${tag} OK typed\r\n`)
  const until = { kind: 'lines', count: 2 } as const
  const delivery = { cuts: 'each', pauseMs: TYPED_PAUSE_MS } as const
  return [says('dialer', [`${tag} NOOP`]), { kind: 'say', by: 'answerer', bytes, until, delivery }]
}

/** Words of a server after its answer, which nobody asked for: they come with the next answer at the latest. */
function unasked(tag: string, nonce: string): Step[] {
  const lines = [`${tag} OK done`, '* 5 EXISTS', `* OK still here ${nonce}`]
  return [says('dialer', [`${tag} NOOP`]), says('answerer', lines)]
}

/** Responses as they are rarely seen; what may break a connection comes last. */
export const imapResponses: Probe = {
  ...onImap,
  name: 'imap-responses',
  shows: 'Whether IMAP responses arrive as they were said: unasked, rare codes, odd bytes and spacing, long lines.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const words = longLines(
      random,
      lengths.map(length => length - FRAME_BYTES),
    )
    return imapDialog(context, tag => [
      ...login(tag(), nonce),
      ...select(tag(), 2),
      ...noop(tag(), untagged(nonce)),
      ...typed(tag()),
      ...unasked(tag(), nonce),
      ...[0, 3, 6, 9].flatMap(at => noops(tag, codes.slice(at, at + 3))),
      ...noop(tag(), oddSpacing),
      ...noop(
        tag(),
        oddReplyWords.spaces.map(text => `* OK ${text}`),
      ),
      ...odd(tag(), '* OK LF alone\n'),
      ...noop(
        tag(),
        oddReplyWords.controls.map(text => `* OK ${text}`),
      ),
      ...noop(
        tag(),
        words.map(word => `* OK ${word}`),
      ),
    ])
  },
}
