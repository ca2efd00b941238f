import { bytesOf, concat } from '../bytes.ts'
import type { Delivery, Role, Step } from '../script/script.ts'
import { exchange, imapDialog, login, onImap, says, saysLiteral, select } from './imap.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { octets } from './smtp-samples.ts'

/** Longer than any buffer that a device holds a line in, and than what TCP sends before an answer (RFC 6928), bytes. */
const LARGE_BYTES = 65_536
const LINE_BYTES = 76
/** Between the two halves of a split literal, milliseconds: long enough to travel as two segments. */
const SPLIT_PAUSE_MS = 20

const end = bytesOf('\r\n')

/** Lines that would be commands and answers if they stood outside a literal. */
function tagLike(nonce: string): Uint8Array {
  return bytesOf(`${nonce}1 LOGOUT\r\n* BYE ${nonce}\r\n${nonce}1 OK done\r\n{9}\r\n+ go on\r\n\r\n`)
}

/** Lines of letters and digits, as long in all as a large literal. */
function large(random: ProbeContext['random']): Uint8Array {
  const lines = Array.from({ length: Math.ceil(LARGE_BYTES / (LINE_BYTES + 2)) }, () => random.word(LINE_BYTES))
  return bytesOf(lines.join('\r\n').slice(0, LARGE_BYTES))
}

/** APPEND of a literal that waits for its `+`. */
function waiting(tag: string, literal: Uint8Array, mark = ''): Step[] {
  return [
    says('dialer', [`${tag} APPEND INBOX ${mark}{${literal.length}}`]),
    says('answerer', ['+ go ahead']),
    saysLiteral('dialer', concat([literal, end])),
    says('answerer', [`${tag} OK APPEND done`]),
  ]
}

/** APPEND of a literal that does not wait (RFC 7888). */
function atOnce(tag: string, literal: Uint8Array, delivery?: (begin: number) => Delivery): Step[] {
  const command = bytesOf(`${tag} APPEND INBOX {${literal.length}+}\r\n`)
  const said = delivered('dialer', concat([command, literal, end]), delivery?.(command.length))
  return [said, says('answerer', [`${tag} OK APPEND done`])]
}

/** FETCH and its answer, which is a literal in the middle of a list. */
function fetched(
  tag: string,
  literal: Uint8Array,
  how: { readonly mark?: string; readonly split?: true } = {},
): Step[] {
  const item = how.mark === undefined ? 'BODY[]' : 'BINARY[]'
  const before = bytesOf(`* 1 FETCH (${item} ${how.mark ?? ''}{${literal.length}}\r\n`)
  const bytes = concat([before, literal, bytesOf(` UID 1)\r\n${tag} OK FETCH done\r\n`)])
  const delivery = how.split && splitIn(before.length, literal.length)
  return [says('dialer', [`${tag} FETCH 1 (${item} UID)`]), delivered('answerer', bytes, delivery)]
}

function splitIn(begin: number, length: number): Delivery {
  return { cuts: [begin, begin + Math.floor(length / 2)], pauseMs: SPLIT_PAUSE_MS }
}

function delivered(by: Role, bytes: Uint8Array, delivery: Delivery | undefined): Step {
  const step = saysLiteral(by, bytes)
  return delivery === undefined || step.kind !== 'say' ? step : { ...step, delivery }
}

/** A literal that is too large to be taken: it must never be said. */
function refused(tag: string): Step[] {
  return exchange(tag, 'APPEND INBOX {999999999}', [], 'NO [TOOBIG] APPEND refused')
}

/** Several literals in one command, none of which waits. */
function several(tag: string, nonce: string): Step[] {
  const names = [`from ${nonce}`, '', `to\r\n${nonce}`]
  const text = names.map(name => ` {${name.length}+}\r\n${name}`).join('')
  return [
    saysLiteral('dialer', bytesOf(`${tag} SEARCH OR TEXT${text}\r\n`)),
    says('answerer', ['* SEARCH', `${tag} OK SEARCH done`]),
  ]
}

/** Literals of each form (number 48 of FACTS section 3): what follows them is lost for whoever counts wrong. */
export const imapLiterals: Probe = {
  ...onImap,
  name: 'imap-literals',
  shows: 'Whether IMAP literals of every form and size arrive, and what looks like commands inside them is left alone.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const [lookalike, nothing] = [tagLike(nonce), new Uint8Array(0)]
    return imapDialog(context, tag => [
      ...login(tag(), nonce),
      ...select(tag(), 1),
      ...waiting(tag(), lookalike),
      ...waiting(tag(), nothing),
      ...atOnce(tag(), lookalike),
      ...atOnce(tag(), nothing),
      ...atOnce(tag(), lookalike, begin => splitIn(begin, lookalike.length)),
      ...several(tag(), nonce),
      ...refused(tag()),
      ...fetched(tag(), lookalike),
      ...fetched(tag(), nothing),
      ...fetched(tag(), lookalike, { split: true }),
      ...waiting(tag(), octets(), '~'),
      ...fetched(tag(), octets(), { mark: '~' }),
      ...atOnce(tag(), large(random)),
      ...fetched(tag(), large(random)),
    ])
  },
}
