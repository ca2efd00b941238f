/**
 * What Cisco PIX and ASA make of SMTP, byte by byte (FACTS C1, C4, C5, C7 to C10, C13). They edit in place and never
 * change a length. Knows nothing of proofs.
 */
import { bytesOf, concat, textOf } from '../../bytes.ts'
import { linesOf, verbOf } from '../smtp/dialog.ts'
import type { Touched } from './rule.ts'

const VERB = /[^ \t\r\n]+/

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
export function maskVerb(sent: Uint8Array, known: ReadonlySet<string>): Uint8Array | null {
  if (known.has(verbOf(sent))) return sent
  return hasVerb(sent) ? crossOut(sent) : null
}

/** Longer than any verb: such a line is no command, and no source tells what becomes of it. */
const MAX_VERB_BYTES = 32

function hasVerb(sent: Uint8Array): boolean {
  return verbOf(sent.subarray(0, MAX_VERB_BYTES + 1)).length <= MAX_VERB_BYTES
}

function crossOut(sent: Uint8Array): Uint8Array {
  return bytesOf(textOf(sent).replace(VERB, verb => 'X'.repeat(verb.length)))
}

/**
 * C5, later versions: NOOP in the place of the verb, or of the whole line. Being in place, what is left is blank. No
 * source tells what becomes of a verb that is shorter than NOOP.
 */
export function noopVerb(sent: Uint8Array, known: ReadonlySet<string>): readonly Uint8Array[] | null {
  if (known.has(verbOf(sent))) return [sent]
  const text = textOf(sent)
  if (!hasVerb(sent) || (VERB.exec(text)?.[0].length ?? 0) < 'NOOP'.length) return null
  const verbAlone = text.replace(VERB, verb => 'NOOP'.padEnd(verb.length))
  const wholeLine = text.replace(/[^\r\n]+/, line => 'NOOP'.padEnd(line.length))
  return [bytesOf(verbAlone), bytesOf(wholeLine)]
}

/** C5: NOOP in the place of a command and as many bytes, whatever they are filled up with. */
export function isNoopInPlace(sent: Uint8Array, heard: Uint8Array): boolean {
  return sent.length === heard.length && verbOf(heard) === 'NOOP' && verbOf(sent) !== 'NOOP'
}

/**
 * C9: what may come of a command. A verb that it does not know is crossed out, and so is one that came in pieces, unless
 * the network put the pieces together before it. C10: of an address `|` becomes a space where that is switched on. What
 * it makes of brackets that enclose no address is not told.
 */
export function inspectCommand(
  sent: Uint8Array,
  known: ReadonlySet<string>,
  { cuts }: Pick<Touched, 'cuts'>,
): readonly Uint8Array[] | null {
  if (!hasVerb(sent)) return null
  if (!known.has(verbOf(sent))) return [crossOut(sent)]
  const address = blankPipes(sent)
  if (address === null) return null
  const verb = VERB.exec(textOf(sent))
  const verbEnd = (verb?.index ?? 0) + (verb?.[0].length ?? 0)
  const isInPieces = cuts.some(cut => cut < verbEnd)
  return [sent, address, ...(isInPieces ? [crossOut(sent)] : [])]
}

/** C10: in MAIL and RCPT `|` becomes a space. Brackets that enclose no address are not allowed; their fate is not told. */
export function blankPipes(sent: Uint8Array): Uint8Array | null {
  if (!['MAIL', 'RCPT'].includes(verbOf(sent))) return sent
  if (!/^[^<>]*(?:<[^<>]*>)?[^<>]*$/.test(textOf(sent))) return null
  return sent.map(byte => (byte === 0x7c ? 0x20 : byte))
}

/** C7: the k-th masked keyword of length n becomes n-1 times X and the k-th letter; C8: STARTTLS may be gone. */
export function maskKeywords(sent: Uint8Array, { changed, removed }: Pick<Touched, 'changed' | 'removed'>): Uint8Array {
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

/** The fewest bytes that are a run. */
const RUN_BYTES = 4

/** C13: runs of X inside a message, and not one byte otherwise. */
export function hasRunsOfX(sent: Uint8Array, heard: Uint8Array): boolean {
  if (sent.length !== heard.length) return false
  let run = 0
  let longest = 0
  for (const [at, byte] of sent.entries()) {
    if (byte !== heard[at] && heard[at] !== 0x58) return false
    run = byte === heard[at] ? 0 : run + 1
    longest = Math.max(longest, run)
  }
  return longest >= RUN_BYTES
}
