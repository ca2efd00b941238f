/**
 * Where in a conversation an offset lies, as a person would say it. For eyes only: it takes any bytes, never throws,
 * and decides nothing. Offsets are in bytes from 0; lines, replies, commands and messages are counted from 1.
 */
import { textOf } from '../bytes.ts'

const LF = 10
const HYPHEN = 45

/** Lines without a line feed for longer than that are not shown whole: RFC 5321, 4.5.3.1.6 allows a text line 1000. */
const MAX_LINE_BYTES = 1000

export interface Manner {
  /** Who speaks in the flow: an answerer gives replies, a dialer gives commands and messages. */
  readonly speaker: 'dialer' | 'answerer'
  /** What is spoken; only SMTP has places with names. */
  readonly protocol: 'smtp' | 'echo'
}

/**
 * `greeting`, `greeting, line 2`, `reply 2, line 3` (the greeting is reply 1), `command 4`, `message, line 7`,
 * `message 2, line 1`, or `byte 117`. An offset at the end of the flow is where the next byte would stand.
 */
export function placeOf(flowBytes: Uint8Array, offsetBytes: number, how: Manner): string {
  const offset = clamp(offsetBytes, 0, flowBytes.length)
  if (how.protocol === 'echo') return `byte ${offset}`
  return how.speaker === 'answerer' ? placeInReplies(flowBytes, offset) : placeInCommands(flowBytes, offset)
}

/** A reply goes on while its lines have the hyphen of RFC 5321, 4.2. Its digits are not asked for: they may be masked. */
function placeInReplies(flow: Uint8Array, offset: number): string {
  let [reply, line] = [1, 1]
  for (const { from, to } of linesBefore(flow, offset)) {
    const goesOn = to - from > 4 && flow[from + 3] === HYPHEN
    if (!goesOn) reply += 1
    line = goesOn ? line + 1 : 1
  }
  if (reply > 1) return `reply ${reply}, line ${line}`
  return line > 1 ? `greeting, line ${line}` : 'greeting'
}

/**
 * After DATA all is message until the line with nothing but a dot (RFC 5321, 4.1.1.4), which is counted with it. A DATA
 * that no such line follows was refused, and what comes after it are commands.
 */
function placeInCommands(flow: Uint8Array, offset: number): string {
  let [command, message, line] = [1, 0, 0]
  for (const { from, to } of linesBefore(flow, offset)) {
    if (line === 0) {
      command += 1
      if (!isData(flow.subarray(from, to)) || !endFollows(flow, to)) continue
      message += 1
      line = 1
    } else {
      line = isEndOfData(flow.subarray(from, to)) ? 0 : line + 1
    }
  }
  if (line === 0) return `command ${command}`
  return message > 1 ? `message ${message}, line ${line}` : `message, line ${line}`
}

/** All lines that end at or before `offset`. */
function* linesBefore(flow: Uint8Array, offset: number): Generator<{ readonly from: number; readonly to: number }> {
  let from = 0
  for (let feed = flow.indexOf(LF); feed !== -1 && feed < offset; feed = flow.indexOf(LF, from)) {
    yield { from, to: feed + 1 }
    from = feed + 1
  }
}

function isData(line: Uint8Array): boolean {
  return line.length < 16 && /^data[ \t]*\r?\n$/i.test(textOf(line))
}

/** `at` is behind a line feed, which may be that of the end mark itself. */
function endFollows(flow: Uint8Array, at: number): boolean {
  const rest = flow.subarray(at - 1)
  return Buffer.from(rest.buffer, rest.byteOffset, rest.length).includes('\n.\r\n', 0, 'latin1')
}

function isEndOfData(line: Uint8Array): boolean {
  return line.length === 3 && textOf(line) === '.\r\n'
}

/**
 * The range from `fromBytes` up to `toBytes` widened to whole lines, by at most 1000 bytes on each side. An empty range
 * between two lines stays empty.
 */
export function linesRound(
  flowBytes: Uint8Array,
  fromBytes: number,
  toBytes: number,
): { readonly from: number; readonly to: number } {
  const from = clamp(fromBytes, 0, flowBytes.length)
  const to = clamp(toBytes, from, flowBytes.length)
  const start = lineStart(flowBytes, from)
  if (from === to && start === from) return { from, to }
  return { from: start, to: lineEnd(flowBytes, to) }
}

function lineStart(flow: Uint8Array, at: number): number {
  const least = Math.max(0, at - MAX_LINE_BYTES)
  const feed = flow.subarray(least, at).lastIndexOf(LF)
  return feed === -1 ? least : least + feed + 1
}

function lineEnd(flow: Uint8Array, at: number): number {
  if (at > 0 && flow[at - 1] === LF) return at
  const feed = flow.subarray(at, at + MAX_LINE_BYTES).indexOf(LF)
  return feed === -1 ? Math.min(flow.length, at + MAX_LINE_BYTES) : at + feed + 1
}

/** `value` brought between the two; what is no number counts as the least. */
function clamp(value: number, least: number, most: number): number {
  const whole = Number.isNaN(value) ? least : Math.trunc(value)
  return Math.min(most, Math.max(least, whole))
}
