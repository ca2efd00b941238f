/**
 * HTTP requests that proxies like to touch, and the reply that shows the request as it was sent (RFC 9112). The invalid
 * ones are those by which OONI finds transparent proxies (FACTS 1d).
 */

import { bytesOf } from '../bytes.ts'
import type { Random } from '../plan/random.ts'
import type { Step } from '../script/script.ts'
import { saysBytes, saysLines } from './words.ts'

/** Bytes of a method that no proxy expects. */
const HUGE_METHOD_LENGTH = 1024

/** A request line, and whether a server would take it. */
export interface RequestLine {
  readonly text: string
  readonly isValid: boolean
}

/** The valid request line, and those that are wrong in one thing: method, number of fields, length, version. */
export const requestLines: readonly ((nonce: string, random: Random) => RequestLine)[] = [
  nonce => ({ text: `GET /${nonce} HTTP/1.1`, isValid: true }),
  (nonce, random) => ({ text: `${random.word(4)} /${nonce} HTTP/1.1`, isValid: false }),
  (nonce, random) => ({ text: `${[0, 1, 2, 3].map(() => random.word(5)).join(' ')} ${nonce}`, isValid: false }),
  (nonce, random) => ({ text: `${random.word(HUGE_METHOD_LENGTH)} /${nonce} HTTP/1.1`, isValid: false }),
  (nonce, random) => ({ text: `GET /${nonce} HTTP/${random.word(3)}`, isValid: false }),
]

/** A request and its reply. The names of the headers are spelled in a way that only a proxy would correct. */
export function exchange({ text, isValid }: RequestLine, nonce: string): Step[] {
  const headers = [`hOsT: ${nonce}.probe.example`, 'uSeR-aGeNt: Pathproof', 'aCcEpT: */*', 'cOnNeCtIoN: close']
  const request = `${[text, ...headers].join('\r\n')}\r\n\r\n`
  return [saysLines('dialer', request), saysBytes('answerer', bytesOf(replyTo(request, isValid)))]
}

function replyTo(request: string, isValid: boolean): string {
  const headers = [
    `HTTP/1.1 ${isValid ? '200 OK' : '400 Bad Request'}`,
    'Date: Thu, 01 Jan 2026 00:00:00 GMT',
    'Server: probe',
    'Content-Type: message/http',
    `Content-Length: ${request.length}`,
    'Connection: close',
  ]
  return `${headers.join('\r\n')}\r\n\r\n${request}`
}
