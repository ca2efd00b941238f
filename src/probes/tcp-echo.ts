import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysBytes, saysLines } from './words.ts'

/** Bytes of seeded noise in each flow, after the patterns. */
const NOISE_BYTES = 2048

/** Runs that devices count, strip or take for something else: zeros, ones, CR and LF, the Telnet IAC, all bytes. */
const patterns = concat([
  new Uint8Array(64),
  new Uint8Array(64).fill(0xff),
  bytesOf('\r\n\r\n\n\r'.repeat(8)),
  new Uint8Array(16).fill(0xf4),
  Uint8Array.from({ length: 256 }, (_, at) => at),
])

/** Raw bytes both ways, then a half-close: the answerer still speaks after the dialer's FIN. */
export const tcpEcho: Probe = {
  name: 'tcp-echo',
  shows: 'Whether any bytes pass unchanged both ways, and whether one side may close before the other.',
  transports: ['tcp'],
  protocols: 'any',
  parts: ['silent'],
  converse: ({ nonce, random }) => {
    const call = `PATHPROOF ${nonce}\r\n`
    // Both end a line, because a device that reads by lines holds back the beginning of one.
    const there = concat([patterns, random.bytes(NOISE_BYTES), bytesOf(`${nonce}\r\n`)])
    const back = concat([random.bytes(NOISE_BYTES), patterns, bytesOf('\r\n')])
    const steps: Step[] = [
      saysLines('dialer', call),
      saysBytes('answerer', bytesOf(call)),
      saysBytes('dialer', there),
      saysBytes('answerer', back),
      { kind: 'half-close', by: 'dialer' },
      saysBytes('answerer', bytesOf(`after the half-close ${nonce}\r\n`)),
    ]
    return { script: plainScript(steps) }
  },
}
