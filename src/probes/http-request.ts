import { exchange, requestLines } from './http.ts'
import type { Probe } from './probe.ts'
import { plainScript } from './words.ts'

/** One request a connection, each told back in the reply's body. */
export const httpRequest: Probe = {
  name: 'http-request',
  shows: 'Whether HTTP requests, odd and invalid ones too, and their replies arrive as they were said.',
  transports: ['tcp'],
  protocols: ['http'],
  parts: requestLines.map(() => 'silent' as const),
  converse: ({ nonce, random }, part) => {
    const line = requestLines[part]?.(nonce, random)
    return { script: plainScript(line === undefined ? [] : exchange(line, nonce)) }
  },
}
