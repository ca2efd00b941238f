import { bytesOf } from '../bytes.ts'
import type { Request } from '../script/datagrams.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { hexOf } from './words.ts'

const TRIES = 3
/** Threads below are reserved (FACTS 1d). */
const FIRST_THREAD = 1024
/** The client's clock at its first try, seconds since 1970; each try has its own. */
const SECONDS = 1_767_225_600

/** A request as Pyzor's client writes it; what stands there as signature is the key. */
function tryOf({ nonce, random }: ProbeContext, signature: string, at: number): Request {
  const thread = FIRST_THREAD + random.below(0x10000 - FIRST_THREAD)
  const asked = [
    'Op: ping',
    `Thread: ${thread}`,
    'PV: 2.1',
    `User: ${nonce}`,
    `Time: ${SECONDS + at}`,
    `Sig: ${signature}`,
  ]
  const answer = ['Code: 200', 'Diag: OK', 'PV: 2.1', `Thread: ${thread}`]
  return { bytes: message(asked), replies: [message(answer)] }
}

function message(headers: readonly string[]): Uint8Array {
  return bytesOf(`${headers.join('\n')}\n\n`)
}

/** The smallest question that Pyzor has. */
export const pyzorPing: Probe = {
  name: 'pyzor-ping',
  shows: 'Whether a Pyzor request and its answer arrive as they were said.',
  transports: ['udp'],
  protocols: ['pyzor'],
  parts: ['silent'],
  converse: context => {
    const signatures = Array.from({ length: TRIES }, (_, at) => hexOf(context.key(`pyzor ${at + 1}`, 20)))
    return {
      datagrams: {
        keys: signatures.map(signature => ({ bytes: bytesOf(signature), folds: true })),
        exchanges: [{ tries: signatures.map((signature, at) => tryOf(context, signature, at)) }],
      },
    }
  },
}
