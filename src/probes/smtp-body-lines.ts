import { bytesOf, concat } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { dialog, headers, message, onSmtp } from './smtp.ts'
import { endOfData, longLines } from './smtp-samples.ts'

/** Bytes without CRLF: at the limit of RFC 5321, 4.5.3.1.6 and past those of FACTS C11 and N16, the shortest first. */
const lengths = [997, 998, 999, 1000, 1001, 2048, 4000, 10_000]

/** A line that is cut or refused hides only longer ones, so one message asks for all. */
export const smtpBodyLines: Probe = {
  ...onSmtp,
  name: 'smtp-body-lines',
  shows: 'Whether long lines of a message body arrive whole, from just below the limit of mail to far above.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const body = bytesOf(longLines(random, lengths).join('\r\n'))
    return dialog(context, ['8BITMIME'], message(nonce, concat([bytesOf(headers(nonce)), body, endOfData])))
  },
}
