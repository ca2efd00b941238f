import { concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import { addresses, answerOf, mixedCase, type Question, queryOf, TYPE_A, TYPE_TXT, textRecord } from './dns-message.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysBytes } from './words.ts'

/** Over 512 bytes together, the limit of old inspection engines (FACTS C14). */
const ADDRESSES = 40
const TEXT_LENGTH = 600

/** Over TCP a message is preceded by its length (RFC 1035, 4.2.2). */
function says(by: Role, message: Uint8Array): Step {
  return saysBytes(by, concat([Uint8Array.of(message.length >>> 8, message.length & 0xff), message]))
}

/** Two queries over one connection. */
export const dnsTcp: Probe = {
  name: 'dns-tcp',
  shows: 'Whether DNS queries over TCP and large answers arrive as they were said.',
  transports: ['tcp'],
  protocols: ['dns'],
  parts: ['silent'],
  converse: ({ nonce, random }) => {
    const name = mixedCase(`${nonce}.probe.example`, random)
    const ask = (type: number): Question => ({ id: random.below(0x10000), name, type })
    const [host, text] = [ask(TYPE_A), ask(TYPE_TXT)]
    const steps = [
      says('dialer', queryOf(host)),
      says('answerer', answerOf(host, addresses(ADDRESSES))),
      says('dialer', queryOf(text)),
      says('answerer', answerOf(text, [textRecord(random.word(TEXT_LENGTH))])),
    ]
    return { script: plainScript(steps) }
  },
}
