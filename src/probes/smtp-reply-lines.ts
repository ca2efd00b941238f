import type { Random } from '../plan/random.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { command, dialog, exchange, onSmtp, reply } from './smtp.ts'
import { longLines, oddReplyWords, replyOf } from './smtp-samples.ts'

/** Whole lines with code and CRLF, bytes: round the 512 of RFC 5321, 4.5.3.1.5 and FACTS N24, and far above. */
const lengths = [511, 512, 513, 1000, 4096]
/**
 * A whole reply that is under 512 bytes however it is counted. It comes alone and before any longer one: what takes a
 * packet with a long line in it takes the shorter lines beside it too, and then nobody knows what was too long.
 */
const ALONE_BYTES = 510
/** Code, hyphen and CRLF. */
const REPLY_FRAME_BYTES = 6

/** Replies that servers give seldom, each with its enhanced code (RFC 3463), to commands that may get them. */
const rare: readonly (readonly [command: string, answer: string])[] = [
  ['VRFY $', '252 2.5.0 cannot verify'],
  ['MAIL FROM:<$@client.example>', '250 2.1.0 sender ok'],
  ['RCPT TO:<$1@probe.example>', '450 4.2.1 not now'],
  ['RCPT TO:<$2@probe.example>', '541 5.4.1 not this one'],
  ['RCPT TO:<$3@probe.example>', '552 5.2.2 full'],
  ['RCPT TO:<$4@probe.example>', '554 5.7.1 no'],
]

function asked(line: string, text: string): Step[] {
  return [command(line), reply(text)]
}

/** No message follows: a device that goes by the code alone waits for one. */
function early(nonce: string): Step[] {
  return exchange(`NOOP ${nonce} 354`, `354 early ${nonce}`)
}

/** One reply with lines of these lengths. */
function long(random: Random, lineBytes: readonly number[]): string {
  const words = longLines(
    random,
    lineBytes.map(length => length - REPLY_FRAME_BYTES),
  )
  return replyOf('214', words)
}

/** Replies as they are rarely seen (FACTS section 3, numbers 11 to 13); what may break a connection comes last. */
export const smtpReplyLines: Probe = {
  ...onSmtp,
  name: 'smtp-reply-lines',
  shows: 'Whether replies arrive as they were said: rare codes, odd bytes, odd line ends, long lines.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    return dialog(
      context,
      ['HELP', 'ENHANCEDSTATUSCODES'],
      [
        ...asked(`HELP ${nonce} 1`, replyOf('214', [...oddReplyWords.spaces, nonce])),
        ...asked(`HELP ${nonce} 2`, `214-LF alone\n214 ${nonce}\n`),
        ...rare.flatMap(([line, answer]) => exchange(line.replace('$', nonce), `${answer} ${nonce}`)),
        ...early(nonce),
        ...asked(`HELP ${nonce} 3`, replyOf('214', [...oddReplyWords.controls, nonce])),
        ...asked(`HELP ${nonce} 4`, long(random, [ALONE_BYTES])),
        ...asked(`HELP ${nonce} 5`, long(random, lengths)),
      ],
    )
  },
}
