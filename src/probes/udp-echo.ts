import { bytesOf } from '../bytes.ts'
import type { Random } from '../plan/random.ts'
import type { Exchange, Request } from '../script/datagrams.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { hexOf } from './words.ts'

const TRIES = 3
const KEY_BYTES = 16
/** A short answer to a large datagram, and a short question for a large answer: each direction is proved by itself. */
const ANSWER_BYTES = 8
const QUESTION_BYTES = 64

/**
 * Sizes of the dialer's datagrams, bytes: small and odd ones, what fits 1280 and 1500 (with the headers of IPv6 and of
 * IPv4) and what tunnels leave of it, and what goes in two and in three fragments.
 */
const questionSizes = [1, 17, 256, 512, 1200, 1372, 1400, 1452, 1472, 1500, 2048, 4096]

/** Sizes of the answerer's, bytes; each is asked for by itself, so that only what was lost is asked for again. */
const answerSizes = [512, 1200, 1372, 1400, 1452, 1472, 2048, 4096]

/** The first datagram authenticates the dialer; the answer has as many bytes, and proves the answerer. */
function call({ nonce, key }: ProbeContext, secret: string, at: number): Request {
  const answer = hexOf(key(`echo answer ${at + 1}`, KEY_BYTES))
  return {
    bytes: bytesOf(`PATHPROOF ${nonce} try ${at + 1} ${secret}`),
    replies: [bytesOf(`ANSWERING ${nonce} try ${at + 1} ${answer}`)],
  }
}

/** The same datagram in every try, so that a retry is a retry and nothing else. */
function again(bytes: Uint8Array, reply: Uint8Array): Exchange {
  return { tries: Array.from({ length: TRIES }, () => ({ bytes, replies: [reply] })) }
}

/** Noise that no other begins with: a datagram that arrives short must not look like another one. */
function noise(sizes: readonly number[], random: Random): Uint8Array[] {
  return sizes.map((size, at) => {
    const bytes = random.bytes(size)
    bytes[0] = at
    return bytes
  })
}

/** An authenticated flow with sizes both ways. */
export const udpEcho: Probe = {
  name: 'udp-echo',
  shows: 'Whether datagrams of all sizes arrive once and unchanged both ways, with the same addresses and ports.',
  transports: ['udp'],
  protocols: 'any',
  parts: ['silent'],
  converse: context => {
    const { random } = context
    const secrets = Array.from({ length: TRIES }, (_, at) => hexOf(context.key(`echo ${at + 1}`, KEY_BYTES)))
    const short = answerSizes.map(() => QUESTION_BYTES)
    const questions = noise([...questionSizes, ...short], random)
    const answers = noise([...questionSizes.map(size => Math.min(size, ANSWER_BYTES)), ...answerSizes], random)
    return {
      datagrams: {
        keys: secrets.map(secret => ({ bytes: bytesOf(secret), folds: true })),
        exchanges: [
          { tries: secrets.map((secret, at) => call(context, secret, at)) },
          ...questions.map((question, at) => again(question, answers[at] ?? new Uint8Array(0))),
        ],
      },
    }
  },
}
