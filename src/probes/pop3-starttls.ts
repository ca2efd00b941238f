import type { Step } from '../script/script.ts'
import { capa, capabilities, commands, onPop3, pop3Script, requiredAnswer, user } from './pop3.ts'
import { insideTls } from './pop3-inside.ts'
import type { Probe } from './probe.ts'

const startTls: Step = { kind: 'start-tls' }

/**
 * STLS (RFC 2595, 4) is offered and taken, once by itself and once with a command in the same packet, which must vanish:
 * whoever answers it inside TLS lets strangers speak there (FACTS section 3, number 21).
 */
export const pop3Starttls: Probe = {
  ...onPop3,
  name: 'pop3-starttls',
  shows: 'Whether STLS is offered and taken as said, whether both ends then share one TLS session, and its words.',
  parts: ['line', 'line'],
  converse: (context, part) => {
    const { nonce, greeting, random } = context
    const inClear = [...greeting, ...user(nonce), ...capa(capabilities(random, ['STLS']))]
    const lines = part === 0 ? ['STLS'] : ['STLS', 'CAPA']
    const begin = [commands(lines, 'STLS'), requiredAnswer('+OK begin now', '+OK'), startTls]
    return { script: pop3Script([...inClear, ...begin, ...insideTls(context)]) }
  },
}
