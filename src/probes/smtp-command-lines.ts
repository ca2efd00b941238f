import type { Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { command, dialog, ehloReply, exchange, onSmtp, reply, serverName } from './smtp.ts'

/** The longest name that DNS has, characters (RFC 1035, 2.3.4). */
const LONGEST_NAME = 255

/** Bytes without CRLF: 510 are the 512 of RFC 5321, 4.5.3.1.4 and FACTS C11 and N24; then above and far above. */
const lengths = [510, 511, 512, 513, 1000, 2048]

/** Labels of 63 characters and less, `LONGEST_NAME` in all. */
function longName(nonce: string): string {
  const label = nonce.padEnd(63, 'x')
  const end = '.example'
  return [label, label, label, 'y'.repeat(LONGEST_NAME - 3 * 64 - end.length)].join('.').concat(end)
}

function greeted(line: string): Step[] {
  return [command(line), reply(ehloReply(['8BITMIME', 'HELP']))]
}

/** Names in the place of which proxies put their own (FACTS C5, N3, N16), and those that some refuse. */
function names(nonce: string): Step[] {
  return [
    ...exchange(`HELO ${nonce}.client.example`, `250 ${serverName}`),
    ...greeted('EHLO [127.0.0.1]'),
    ...greeted('EHLO [IPv6:::1]'),
    ...greeted(`EHLO ${nonce}_under_score.client.example`),
    ...exchange('EHLO', `501 5.5.4 a name is missing ${nonce}`),
    ...greeted(`EHLO ${longName(nonce)}`),
  ]
}

/** The shortest first: a line that is refused hides only longer ones. */
function longLines({ nonce, random }: ProbeContext): Step[] {
  return lengths.flatMap(length =>
    exchange(`NOOP ${nonce} `.padEnd(length, random.word(length)), `250 2.0.0 ok ${nonce} ${length}`),
  )
}

/** Numbers 14 and 25 of FACTS section 3; what may break the connection comes last. */
export const smtpCommandLines: Probe = {
  ...onSmtp,
  name: 'smtp-command-lines',
  shows: 'Whether HELO and EHLO arrive with names of every form, and long command lines whole.',
  parts: ['line'],
  converse: context => dialog(context, ['8BITMIME', 'HELP'], [...names(context.nonce), ...longLines(context)]),
}
