/**
 * A POP3 conversation (RFC 1939, RFC 2449, RFC 5034) as one end sees it: commands, and the answers with the command that
 * each belongs to, which is told by their order alone. Takes any bytes. Knows nothing of the other end's view.
 */
import { textOf } from '../../bytes.ts'
import { lineAt, MAX_PIECES, type Piece, type Talk } from '../mail/piece.ts'
import { type Stretch, verbOf } from '../smtp/dialog.ts'

/** The longest command line that is looked at, bytes. */
const LOOKED_AT_BYTES = 64

/** Answered with lines up to a dot, where the answer is `+OK`: always, and when they stand alone. */
const HAS_LINES = /^\s*(?:(?:CAPA|LIST|UIDL|AUTH)\s*$|(?:RETR|TOP)\b)/i

/** What their lines are. */
const kinds: Readonly<Partial<Record<string, 'message' | 'capability'>>> = {
  RETR: 'message',
  TOP: 'message',
  CAPA: 'capability',
}

/** What has been read of both flows, and how far. */
interface Reader {
  readonly dialer: Uint8Array
  readonly answerer: Uint8Array
  readonly commands: Piece[]
  readonly answers: Piece[]
  said: number
  heard: number
  /** Commands and answers so far. */
  command: number
  answer: number
}

/** Both flows as one end has them. `greets`: the answerer speaks first (it does not after STLS). */
export function readPop3(dialer: Uint8Array, answerer: Uint8Array, greets: boolean): Talk {
  const reader: Reader = { dialer, answerer, commands: [], answers: [], said: 0, heard: 0, command: 0, answer: 0 }
  if (greets && answerer.length > 0)
    hear(reader, lineAt(answerer, 0), { kind: 'greeting', verb: 'greeting', command: null })
  while (reader.said < dialer.length) readCommand(reader)
  while (reader.heard < answerer.length) hearRest(reader)
  return { commands: reader.commands, answers: reader.answers }
}

function readCommand(reader: Reader): void {
  const { dialer, said, command } = reader
  const line = command < MAX_PIECES ? lineAt(dialer, said) : { from: said, to: dialer.length }
  const verb = verbOf(dialer.subarray(line.from, Math.min(line.to, line.from + LOOKED_AT_BYTES)))
  reader.command += 1
  say(reader, line, verb)
  while (verb === 'AUTH' && isInvitation(reader)) {
    hear(reader, lineAt(reader.answerer, reader.heard), { kind: 'reply', verb, command })
    if (reader.said < dialer.length) say(reader, lineAt(dialer, reader.said), verb, 'continuation')
  }
  if (reader.heard < reader.answerer.length) readAnswer(reader, line, verb)
}

/** A `+` with a challenge: the dialer's next line is its answer, and no command (RFC 5034, 4). */
function isInvitation({ answerer, heard }: Reader): boolean {
  return /^\+(?: |\r?\n)/.test(textOf(answerer.subarray(heard, heard + 3)))
}

function readAnswer(reader: Reader, asked: Stretch, verb: string): void {
  const command = reader.command - 1
  const status = lineAt(reader.answerer, reader.heard)
  hear(reader, status, { kind: 'reply', verb, command })
  const words = textOf(reader.dialer.subarray(asked.from, Math.min(asked.to, asked.from + LOOKED_AT_BYTES)))
  const hasLines =
    statusOf(reader.answerer, status) === '+OK' && (HAS_LINES.test(words) || linesFollow(reader, status.to))
  const end = hasLines ? dotBehind(reader.answerer, status.to) : status.to
  if (status.to < end) hear(reader, { from: status.to, to: end }, { kind: kinds[verb] ?? 'reply', verb, command }, true)
}

/** Who heard another command than was said does not know that many lines answer it; but they are no status. */
function linesFollow({ answerer }: Reader, from: number): boolean {
  return from < answerer.length && statusOf(answerer, { from, to: answerer.length }) === ''
}

/** Behind the line with the dot that ends an answer of many lines; it may be the first of them. */
function dotBehind(flow: Uint8Array, from: number): number {
  const view = Buffer.from(flow.buffer, flow.byteOffset, flow.byteLength)
  const end = view.indexOf('\n.\r\n', from - 1, 'latin1')
  return end < 0 ? flow.length : end + 4
}

/** What nobody asked for. */
function hearRest(reader: Reader): void {
  const { answerer, heard, answer } = reader
  const line = answer < MAX_PIECES ? lineAt(answerer, heard) : { from: heard, to: answerer.length }
  hear(reader, line, { kind: 'reply', verb: '', command: null })
}

function say(reader: Reader, at: Stretch, verb: string, kind: 'command' | 'continuation' = 'command'): void {
  const command = reader.command - 1
  const continues = kind === 'continuation'
  reader.commands.push({ kind, verb, command, turn: command + 1, label: '', continues, ...at })
  reader.said = at.to
}

function hear(reader: Reader, at: Stretch, is: Pick<Piece, 'kind' | 'verb' | 'command'>, continues = false): void {
  if (!continues) reader.answer += 1
  reader.answers.push({ ...is, turn: reader.answer, label: statusOf(reader.answerer, at), continues, ...at })
  reader.heard = at.to
}

function statusOf(flow: Uint8Array, { from }: Stretch): string {
  return /^(?:\+OK|-ERR|\+)(?=[ \r\n]|$)/i.exec(textOf(flow.subarray(from, from + 5)))?.[0].toUpperCase() ?? ''
}
