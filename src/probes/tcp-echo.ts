import { bytesOf, concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import type { Probe } from './probe.ts'

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

function says(by: Role, bytes: Uint8Array): Step {
  return { kind: 'say', by, bytes, until: { kind: 'bytes', count: bytes.length } }
}

/** Raw bytes both ways, then a half-close: the answerer still speaks after the dialer's FIN. */
export const tcpEcho: Probe = {
  name: 'tcp-echo',
  shows: 'Whether any bytes pass unchanged both ways, and whether one side may close before the other.',
  protocols: ['smtp', 'echo'],
  parts: ['silent'],
  converse: ({ nonce, random }) => {
    const call = bytesOf(`PATHPROOF ${nonce}\r\n`)
    // Both end a line, because a device that reads by lines holds back the beginning of one.
    const there = concat([patterns, random.bytes(NOISE_BYTES), bytesOf(`${nonce}\r\n`)])
    const back = concat([random.bytes(NOISE_BYTES), patterns, bytesOf('\r\n')])
    const steps: Step[] = [
      { kind: 'say', by: 'dialer', bytes: call, until: { kind: 'lines', count: 1 } },
      says('answerer', call),
      says('dialer', there),
      says('answerer', back),
      { kind: 'half-close', by: 'dialer' },
      says('answerer', bytesOf(`after the half-close ${nonce}\r\n`)),
    ]
    return { script: { steps, endings: { dialer: [], answerer: [] } } }
  },
}
