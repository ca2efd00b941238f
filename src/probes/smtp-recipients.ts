import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { block, command, dialog, exchange, headers, mailData, onSmtp, reply, serverName } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

/** The counts at which a packet ends: below, at and above the limit of FACTS C11, and far above. */
const counts = [99, 100, 101, 150]

/** Recipients number `from` + 1 to `to`, in one packet (RFC 2920), and their replies in one. */
function recipients(nonce: string, from: number, to: number): Step[] {
  const numbers = Array.from({ length: to - from }, (_, at) => from + at + 1)
  return [
    block(numbers.map(number => `RCPT TO:<${nonce}.${number}@${serverName}>`)),
    reply(numbers.map(number => `250 2.1.5 recipient ${number} ok\r\n`).join('')),
  ]
}

/** More recipients than some devices let pass (C11) or keep (N12), and one of them twice. */
export const smtpRecipients: Probe = {
  ...onSmtp,
  name: 'smtp-recipients',
  shows: 'Whether all recipients of a message arrive, up to and over the hundred that mail servers must take.',
  parts: ['line'],
  converse: context => {
    const { nonce } = context
    const blocks = counts.flatMap((count, at) => recipients(nonce, counts[at - 1] ?? 0, count))
    return dialog(
      context,
      ['PIPELINING', '8BITMIME'],
      [
        ...exchange(`MAIL FROM:<${nonce}@client.example>`, '250 2.1.0 sender ok'),
        ...blocks,
        ...exchange(`RCPT TO:<${nonce}.1@${serverName}>`, '250 2.1.5 recipient 1 once more ok'),
        command('DATA', 'DATA'),
        reply('354 end with a dot\r\n', '354'),
        ...mailData(concat([bytesOf(`${headers(nonce)}to many`), endOfData]), nonce),
      ],
    )
  },
}
