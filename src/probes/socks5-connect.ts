import { bytesOf, concat } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysBytes } from './words.ts'

const VERSION = 5
const NO_AUTHENTICATION = 0
const CONNECT = 1
const SUCCEEDED = 0
const IPV4 = 1
const DOMAIN = 3
/** SMTP's port; nothing is ever dialed for the caller. */
const PORT = [0, 25]

/** The methods offered: none, and the nonce's letters as method numbers that nobody has assigned (RFC 1928, 3). */
function methods(nonce: string): Uint8Array {
  return concat([Uint8Array.of(VERSION, 1 + nonce.length, NO_AUTHENTICATION), bytesOf(nonce)])
}

function connect(domain: string): Uint8Array {
  const head = Uint8Array.of(VERSION, CONNECT, 0, DOMAIN, domain.length)
  return concat([head, bytesOf(domain), Uint8Array.from(PORT)])
}

/** As if the connection stood, from a documentation address (RFC 5737). */
const connected = Uint8Array.of(VERSION, SUCCEEDED, 0, IPV4, 192, 0, 2, 1, ...PORT)

/** The choice of a method, CONNECT by name, and a line that a proxy would carry (RFC 1928). */
export const socks5Connect: Probe = {
  name: 'socks5-connect',
  shows: 'Whether the offer of methods, a CONNECT by name and their replies arrive as they were said.',
  transports: ['tcp'],
  protocols: ['socks5'],
  parts: ['silent'],
  converse: ({ nonce }) => {
    const carried = bytesOf(`through the proxy ${nonce}\r\n`)
    const steps = [
      saysBytes('dialer', methods(nonce)),
      saysBytes('answerer', Uint8Array.of(VERSION, NO_AUTHENTICATION)),
      saysBytes('dialer', connect(`${nonce}.probe.example`)),
      saysBytes('answerer', connected),
      saysBytes('dialer', carried),
      saysBytes('answerer', carried),
    ]
    return { script: plainScript(steps) }
  },
}
