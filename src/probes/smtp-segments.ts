import { bytesOf, concat } from '../bytes.ts'
import type { Delivery, Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import {
  block,
  command,
  delivered,
  dialog,
  ehloName,
  ehloReply,
  headers,
  mailData,
  onSmtp,
  reply,
  serverName,
} from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

/** Between two writes, milliseconds: long enough to travel as two segments. */
const CUT_PAUSE_MS = 10
/** Between the bytes of what goes out byte by byte. */
const BYTE_PAUSE_MS = 2

/** The ladder for a command and its reply: whole, split in the verb or code, byte by byte, split between CR and LF. */
const ladder: readonly ((bytes: number) => Delivery)[] = [
  () => ({ cuts: [], pauseMs: 0 }),
  () => ({ cuts: [2], pauseMs: CUT_PAUSE_MS }),
  () => ({ cuts: 'each', pauseMs: BYTE_PAUSE_MS }),
  bytes => ({ cuts: [bytes - 1], pauseMs: CUT_PAUSE_MS }),
]

function rung(nonce: string, cutsOf: (bytes: number) => Delivery, at: number): Step[] {
  return [command(`NOOP ${nonce} ${at}`), reply(`250 2.0.0 ok ${nonce} ${at}\r\n`)].map(step =>
    step.kind === 'say' ? delivered(step, cutsOf(step.bytes.length)) : step,
  )
}

/** Two commands, and two replies, with the boundary of the packets in the middle of the second. */
function acrossTheBoundary(nonce: string): Step[] {
  const [said, answered] = [`NOOP ${nonce} 1`, `250 2.0.0 ok ${nonce} 1`]
  return [
    delivered(block([said, `NOOP ${nonce} 2`]), { cuts: [said.length + 4], pauseMs: CUT_PAUSE_MS }),
    delivered(reply(`${answered}\r\n250 2.0.0 ok ${nonce} 2\r\n`), {
      cuts: [answered.length + 4],
      pauseMs: CUT_PAUSE_MS,
    }),
  ]
}

/** Envelope and DATA in one packet (RFC 2920), the message in another. */
function burst(nonce: string): Step[] {
  const recipients = [1, 2, 3].map(at => `RCPT TO:<${nonce}.${at}@${serverName}>`)
  const data = concat([bytesOf(`${headers(nonce)}after a burst`), endOfData])
  return [
    block([`MAIL FROM:<${nonce}@client.example>`, ...recipients, 'DATA'], 'MAIL'),
    reply(
      ['250 2.1.0 sender ok', ...recipients.map((_, at) => `250 2.1.5 recipient ${at + 1} ok`), ''].join('\r\n'),
      '250',
    ),
    reply('354 end with a dot\r\n', '354'),
    ...mailData(data, nonce),
  ]
}

/** MAIL that does not wait for the reply to EHLO, which RFC 2920, 3.1 forbids: devices are seen to hang on it (FACTS C9). */
function early(nonce: string): Step[] {
  const answer = `${ehloReply(['PIPELINING', '8BITMIME'])}250 2.1.0 sender ok\r\n`
  return [block([`EHLO ${ehloName(nonce)}`, `MAIL FROM:<${nonce}@client.example>`]), reply(answer)]
}

/** A block of commands that may go together, and their replies in one packet. */
function together(nonce: string): Step[] {
  const lines = ['RSET', `NOOP ${nonce}`, `VRFY ${nonce}`, `NOOP ${nonce}`]
  return [
    block(lines),
    reply(['250 2.0.0 reset', `250 2.0.0 ok ${nonce}`, '252 2.5.0 perhaps', '250 2.0.0 ok', ''].join('\r\n')),
  ]
}

/** Numbers 18 and 19 of FACTS section 3, and the ladder of segmentation; a split end mark is a matter of smtp-data. */
export const smtpSegments: Probe = {
  ...onSmtp,
  name: 'smtp-segments',
  shows: 'Whether words arrive however they are cut into packets: in the verb, byte by byte, or many in one.',
  parts: ['line'],
  converse: context => {
    const { nonce } = context
    return dialog(
      context,
      ['PIPELINING', '8BITMIME'],
      [
        ...ladder.flatMap((cutsOf, at) => rung(nonce, cutsOf, at)),
        ...acrossTheBoundary(nonce),
        ...together(nonce),
        ...burst(nonce),
        ...early(nonce),
      ],
    )
  },
}
