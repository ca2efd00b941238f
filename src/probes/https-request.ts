import { exchange } from './http.ts'
import type { Probe } from './probe.ts'
import { plainScript } from './words.ts'

/** HTTP inside TLS from the first byte on (RFC 9110, 4.2.2). */
export const httpsRequest: Probe = {
  name: 'https-request',
  shows: 'Whether both ends share one TLS session, and the HTTP words inside it arrive as they were said.',
  transports: ['tcp'],
  protocols: ['https'],
  parts: ['tls'],
  converse: ({ nonce, greeting }) => {
    const line = { text: `GET /${nonce} HTTP/1.1`, isValid: true }
    return { script: plainScript([...greeting, ...exchange(line, nonce)]) }
  },
}
