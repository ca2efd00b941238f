import { bytesOf } from '../bytes.ts'
import type { DatagramKey, Exchange, Request } from '../script/datagrams.ts'
import { addresses, answerOf, mixedCase, type Question, queryOf, TYPE_A, TYPE_TXT, textRecord } from './dns-message.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { hexOf } from './words.ts'

const TRIES = 3
/** Over 512 bytes, the limit of old inspection engines (FACTS C14), and below any path's packet size. */
const ADDRESSES = 40
const TEXT_LENGTH = 600

/** The label that authenticates the dialer, as it goes over the wire. */
function keyOf({ key, random }: ProbeContext, attempt: number): DatagramKey {
  return { bytes: bytesOf(mixedCase(hexOf(key(`dns ${attempt}`, 12)), random)), folds: true }
}

/** Tries with an id each, as resolvers ask. */
function asked(
  names: readonly string[],
  type: number,
  data: readonly Uint8Array[],
  { random }: ProbeContext,
): Exchange {
  return {
    tries: names.map((name): Request => {
      const question: Question = { id: random.below(0x10000), name, type }
      return { bytes: queryOf(question), replies: [answerOf(question, data)] }
    }),
  }
}

/** A small answer first, to a name that is the key; then a large one and text. */
export const dnsUdp: Probe = {
  name: 'dns-udp',
  shows: 'Whether DNS queries in mixed case and answers of over 512 bytes arrive as they were said.',
  transports: ['udp'],
  protocols: ['dns'],
  parts: ['silent'],
  converse: context => {
    const { nonce, random } = context
    const keys = Array.from({ length: TRIES }, (_, at) => keyOf(context, at + 1))
    const first = keys.map(key => `${String.fromCharCode(...key.bytes)}.${mixedCase(`${nonce}.probe.example`, random)}`)
    const other = keys.map(() => mixedCase(`${nonce}.probe.example`, random))
    const text = textRecord(random.word(TEXT_LENGTH))
    return {
      datagrams: {
        keys,
        exchanges: [
          asked(first, TYPE_A, addresses(1), context),
          asked(other, TYPE_A, addresses(ADDRESSES), context),
          asked(other, TYPE_TXT, [text], context),
        ],
      },
    }
  },
}
