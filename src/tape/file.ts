/**
 * The file form of a tape: JSON Lines. First the head, then one event a line in order, then the ending, last the digest
 * of all lines before it. Bytes are base64. The reader takes any bytes and gives a tape or a TapeError.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { cipherClasses, tlsVersions } from '../tls/offer.ts'
import type { Tape, TapeEvent } from './tape.ts'

/** The name and version of the form; another version is another word. */
export const tapeFormat = 'pathproof/tape/1'

/** The text is no tape of this form. The message says in which line and why. */
export class TapeError extends Error {
  override name = 'TapeError'
}

const role = z.enum(['dialer', 'answerer'])
const layer = z.enum(['wire', 'tls'])
const endpoint = z.object({ address: z.string(), port: z.number().int() })
const ms = z.number()

const headSchema = z.object({
  tape: z.literal(tapeFormat),
  end: z.enum(['client', 'responder']),
  role,
  direction: z.enum(['incoming', 'outgoing']),
  family: z.union([z.literal(4), z.literal(6)]),
  transport: z.enum(['tcp', 'udp', 'icmp']),
  port: z.number().int().min(0).max(65535),
  session: z.string().nullable(),
  local: endpoint.nullable(),
  remote: endpoint.nullable(),
  startedAtMs: ms,
})

const tlsSchema = z.object({
  version: z.string(),
  cipher: z.string(),
  exporter: z.string(),
  certificate: z.string(),
  subject: z.string(),
  issuer: z.string(),
  chain: z.array(z.string()).exactOptional(),
  serverName: z.string().nullable().exactOptional(),
  alpn: z.array(z.string()).exactOptional(),
  protocol: z.string().nullable().exactOptional(),
})

const offerSchema = z.object({
  versions: z.tuple([z.enum(tlsVersions), z.enum(tlsVersions)]).exactOptional(),
  ciphers: z.enum(cipherClasses).exactOptional(),
  serverName: z.string().exactOptional(),
  alpn: z.array(z.string()).exactOptional(),
})

const bytesFields = {
  atMs: ms,
  layer,
  bytes: z.base64(),
  from: endpoint.exactOptional(),
  withheld: z
    .object({ bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .exactOptional(),
}

const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), ...bytesFields }),
  z.object({ kind: z.literal('heard'), ...bytesFields }),
  z.object({ kind: z.literal('fin-sent'), atMs: ms }),
  z.object({ kind: z.literal('fin-heard'), atMs: ms }),
  z.object({ kind: z.literal('open'), atMs: ms, tookMs: ms }),
  z.object({ kind: z.literal('tls-begin'), atMs: ms, offer: offerSchema.exactOptional() }),
  z.object({ kind: z.literal('tls-open'), atMs: ms, tls: tlsSchema }),
  z.object({ kind: z.literal('tls-failed'), atMs: ms, message: z.string() }),
])

const endingKinds = [
  'closed',
  'left',
  'reset-heard',
  'idle',
  'deadline',
  'aborted',
  'limit',
  'refused',
  'unreachable',
  'connect-timeout',
  'no-connection',
] as const

const endingSchema = z.object({
  kind: z.enum(endingKinds),
  atMs: ms,
  script: z.enum(['finished', 'off-script', 'unfinished']),
  resetSent: z.literal(true).exactOptional(),
  code: z.string().exactOptional(),
})

const endingLine = z.object({ ending: endingSchema })
const digestLine = z.object({ sha256: z.string() })

/**
 * The tape as JSON Lines, with a line feed after the last line. One tape has one text, whoever writes it: the end that made
 * it and the one that was sent it sign for the same bytes.
 */
export function writeTape(tape: Tape): string {
  return [...tapeLines(tape)].join('')
}

/** The same text line by line, each with its line feed: a large tape is written without a second copy of it in memory. */
export function* tapeLines(tape: Tape): Generator<string> {
  const hash = createHash('sha256')
  for (const line of bodyLines(tape)) {
    const whole = `${line}\n`
    hash.update(whole)
    yield whole
  }
  yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`
}

function* bodyLines({ head, events, ending }: Tape): Generator<string> {
  yield inOrder({ tape: tapeFormat, ...head })
  for (const event of events) yield writeEvent(event)
  yield inOrder({ ending })
}

/** Reads what `writeTape` wrote. Throws TapeError for anything else. */
export function readTape(text: string): Tape {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new TapeError('the tape is cut off: its last line has no end')
  const [first, digest, last] = [lines.shift(), lines.pop(), lines.pop()]
  if (first === undefined || digest === undefined || last === undefined) throw new TapeError('the tape is cut off')
  const { tape: _form, ...head } = parseLine(first, headSchema, 1)
  const events = lines.map((line, at) => readEvent(line, at + 2))
  const { ending } = parseLine(last, endingLine, lines.length + 2)
  const { sha256 } = parseLine(digest, digestLine, lines.length + 3)
  if (digestOf(text.slice(0, text.length - digest.length - 1)) !== sha256) {
    throw new TapeError('the tape was changed after it was sealed: its digest does not fit')
  }
  return { head, events, ending }
}

/** SHA-256 of a tape's file form without its last line, lower-case hex: the digest that its last line holds. */
export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

function writeEvent(event: TapeEvent): string {
  if (event.kind !== 'sent' && event.kind !== 'heard') return inOrder(event)
  // Nearly all events are of this form, and a run has tens of thousands of them.
  if (event.from === undefined && event.withheld === undefined) return plainBytes(event)
  return inOrder({ ...event, bytes: Buffer.from(event.bytes).toString('base64') })
}

/** The text that `inOrder` gives: nothing in it needs escaping. */
function plainBytes({ kind, atMs, layer, bytes }: Extract<TapeEvent, { kind: 'sent' | 'heard' }>): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return `{"kind":"${kind}","atMs":${JSON.stringify(atMs)},"layer":"${layer}","bytes":"${base64}"}`
}

/** Every field that a tape has, in the order of writing. An array of names makes JSON.stringify keep to it, at any depth. */
const fields = [
  ...['tape', 'end', 'role', 'direction', 'family', 'transport', 'port', 'session', 'local', 'remote', 'startedAtMs'],
  ...['ending', 'kind', 'atMs', 'tookMs', 'layer', 'bytes', 'from', 'address', 'withheld', 'sha256', 'message'],
  ...['tls', 'version', 'cipher', 'exporter', 'certificate', 'subject', 'issuer', 'script', 'resetSent', 'code'],
  ...['offer', 'versions', 'ciphers', 'chain', 'serverName', 'alpn', 'protocol'],
]

function inOrder(value: object): string {
  return JSON.stringify(value, fields)
}

function readEvent(line: string, number: number): TapeEvent {
  const event = parseLine(line, eventSchema, number)
  if (event.kind !== 'sent' && event.kind !== 'heard') return event
  return { ...event, bytes: new Uint8Array(Buffer.from(event.bytes, 'base64')) }
}

function parseLine<T>(line: string, schema: z.ZodType<T>, number: number): T {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new TapeError(`line ${number} of the tape is no JSON`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new TapeError(
    `line ${number} of the tape: ${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'not understood'}`,
  )
}
