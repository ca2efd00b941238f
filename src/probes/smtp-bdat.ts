import { bytesOf, concat } from '../bytes.ts'
import type { Delivery, Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { dialog, exchange, headers, onSmtp, reply, serverName } from './smtp.ts'

/** Between a BDAT command and its chunk, milliseconds: long enough to travel as two segments. */
const CHUNK_PAUSE_MS = 20

interface Chunk {
  readonly bytes: Uint8Array
  readonly last?: true
}

/** The command line alone, and the command with its chunk (RFC 3030, 2). */
function commandOf({ bytes, last }: Chunk): string {
  return `BDAT ${bytes.length}${last ? ' LAST' : ''}\r\n`
}

function words(chunk: Chunk): Uint8Array {
  return concat([bytesOf(commandOf(chunk)), chunk.bytes])
}

/** A chunk may hold line feeds, so it is waited for by its bytes. */
function says(bytes: Uint8Array, answer: string, delivery?: Delivery): Step[] {
  const step = {
    kind: 'say',
    by: 'dialer',
    bytes,
    until: { kind: 'bytes', count: bytes.length },
    require: 'BDAT',
  } as const
  return [delivery === undefined ? step : { ...step, delivery }, reply(answer, '250')]
}

function chunk(what: Chunk, nonce: string, delivery?: Delivery): Step[] {
  return says(words(what), `250 2.0.0 ${what.bytes.length} bytes ${nonce}\r\n`, delivery)
}

/** The chunk goes out after its command: nobody may wait for a reply in between. */
function apart(what: Chunk): Delivery {
  return { cuts: [commandOf(what).length], pauseMs: CHUNK_PAUSE_MS }
}

function begin(nonce: string, parameters = ''): Step[] {
  return [
    ...exchange(`MAIL FROM:<${nonce}@client.example>${parameters}`, '250 2.1.0 sender ok'),
    // A character that some blank out in addresses (FACTS C10).
    ...exchange(`RCPT TO:<${nonce}|chunks@${serverName}>`, '250 2.1.5 recipient ok'),
  ]
}

/** In one chunk; then in several, binary, with what ends mail data after DATA and nothing here, and an empty last one. */
function messages(nonce: string): Step[] {
  const header = bytesOf(headers(nonce))
  const whole: Chunk = { bytes: concat([header, bytesOf(`in one chunk ${nonce}\r\n`)]), last: true }
  const binary: Chunk = { bytes: concat([bytesOf('.\r\n\r\n.\r\n'), Uint8Array.from({ length: 256 }, (_, at) => at)]) }
  return [
    ...begin(nonce),
    ...chunk(whole, nonce),
    ...begin(nonce, ' BODY=BINARYMIME'),
    ...chunk({ bytes: header }, nonce),
    ...chunk(binary, nonce, apart(binary)),
    ...chunk({ bytes: new Uint8Array(0), last: true }, nonce),
  ]
}

/** Two chunks in one packet (RFC 3030, 4.2). */
function together(nonce: string): Step[] {
  const chunks: readonly Chunk[] = [
    { bytes: bytesOf(headers(nonce)) },
    { bytes: bytesOf('two at once\r\n'), last: true },
  ]
  const answer = chunks.map(({ bytes }) => `250 2.0.0 ${bytes.length} bytes ${nonce}\r\n`).join('')
  return [...begin(nonce), ...says(concat(chunks.map(words)), answer)]
}

/** Messages without DATA: devices lose them (FACTS N1), block them (N16), cross them out (C9) or let them pass unread (N7). */
export const smtpBdat: Probe = {
  ...onSmtp,
  name: 'smtp-bdat',
  shows: 'Whether messages arrive that are sent in chunks with BDAT: one, many, binary, empty, several at once.',
  parts: ['line'],
  converse: context => {
    const { nonce } = context
    const offers = ['PIPELINING', 'CHUNKING', 'BINARYMIME', '8BITMIME']
    return dialog(context, offers, [...messages(nonce), ...together(nonce)])
  },
}
