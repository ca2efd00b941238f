/**
 * The two test signatures that every scanner knows, and messages that carry them (FACTS section 3, number 38). They stand
 * here encoded, so that no scanner takes these sources for what they describe. Each has a twin that differs in one byte and
 * that no scanner may mind. Knows nothing of who minds them.
 */
import { bytesOf, textOf } from '../bytes.ts'
import { headers } from './smtp.ts'
import { storedZip } from './stored-zip.ts'

export type Signature = 'virus' | 'spam'

/** Backwards, each byte with a mask over it, in base64. */
const encoded: Readonly<Record<Signature, string>> = {
  virus: 'P10+XTE0UFlcUzhBRlBBOEZAR1xDXEFbVDhRR1RRW1RBRjhHVFZcUDFoIjxWViI8S0U9ISBNT0VJIU5FVFUwRTRaIE0=',
  spam: 'TSEmO1Y/WVxUWFA4QUZQQThQV0A4XEFbVDhRR1RRW1RBRjhQV0BBUj9bUFtRXCc/JltXRls7JFtRVERXUV8hVj9GX00=',
}
const MASK = 0x15

/** Of a word that stands in both; the twin has another letter in its place. */
const LAST_LETTER = /D(?=-ANTI)/
const ITS_TWIN = 'E'

function decoded(text: string): string {
  return textOf(Uint8Array.from([...Buffer.from(text, 'base64')].reverse(), byte => byte ^ MASK))
}

/** The published string; the twin of it has one byte changed. */
export function signatureOf(which: Signature, isTwin: boolean): string {
  const text = decoded(encoded[which])
  return isTwin ? text.replace(LAST_LETTER, ITS_TWIN) : text
}

/** How a signature stands in a message. */
export type Carrier = 'text' | 'text-without-subject' | 'base64' | 'zip'

const BOUNDARY = 'part-of-a-path-proof'
/** Characters of a line of base64 (RFC 2045, 6.8). */
const BASE64_COLUMNS = 76

/** A message that carries it, as it goes over the wire, without the end mark of DATA; all lines have CRLF. */
export function messageWith(nonce: string, text: string, carrier: Carrier): Uint8Array {
  return bytesOf(carriers[carrier](headers(nonce), text))
}

const carriers: Readonly<Record<Carrier, (header: string, text: string) => string>> = {
  text: (header, text) => `${header}${text}\r\n`,
  'text-without-subject': (header, text) => `${header.replace(/^Subject: .*\r\n/m, '')}${text}\r\n`,
  base64: (header, text) => withAttachment(header, 'test.com', bytesOf(text)),
  zip: (header, text) => withAttachment(header, 'test.zip', storedZip('test.com', bytesOf(text))),
}

/** A text and a file in base64. */
function withAttachment(header: string, name: string, bytes: Uint8Array): string {
  const outer = header
    .replace(/^Content-Type: .*\r\n/m, `Content-Type: multipart/mixed; boundary="${BOUNDARY}"\r\n`)
    .replace(/^Content-Transfer-Encoding: .*\r\n/m, '')
  const text = [`--${BOUNDARY}`, 'Content-Type: text/plain', '', 'A test of the path.']
  const file = [
    `--${BOUNDARY}`,
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...linesOf(Buffer.from(bytes).toString('base64')),
  ]
  return `${outer}${[...text, ...file, `--${BOUNDARY}--`, ''].join('\r\n')}`
}

function linesOf(base64: string): readonly string[] {
  const count = Math.ceil(base64.length / BASE64_COLUMNS)
  return Array.from({ length: count }, (_, at) => base64.slice(at * BASE64_COLUMNS, (at + 1) * BASE64_COLUMNS))
}
