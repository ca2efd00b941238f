import { capa, capabilities, exchange, onPop3, pop3Script, quit, user } from './pop3.ts'
import type { Probe } from './probe.ts'
import { hexOf } from './words.ts'

/** As long as the digest of APOP (RFC 1939, 7). */
const DIGEST_BYTES = 16

/** POP3 in clear, before any login: STLS is offered and not taken. */
export const pop3Greeting: Probe = {
  ...onPop3,
  name: 'pop3-greeting',
  shows:
    'Whether the POP3 greeting with its timestamp, the capabilities and a login by digest arrive as they were said.',
  parts: ['line'],
  converse: ({ nonce, greeting, random }) => ({
    script: pop3Script([
      ...greeting,
      ...exchange(`APOP ${nonce} ${hexOf(random.bytes(DIGEST_BYTES))}`, `-ERR [AUTH] not accepted ${nonce}`),
      ...user(nonce),
      ...capa(capabilities(random, ['STLS', 'SASL-IR'])),
      ...quit(` ${nonce}`),
    ]),
  }),
}
