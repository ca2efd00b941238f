import { bytesOf, concat } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { dialog, headers, message, onSmtp } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

/** Bytes of the whole line without CRLF: round the 998 of RFC 5322, 2.1.1 and FACTS C11, and far above. */
const lengths = [997, 998, 999, 1001, 4000]

/** One header field as long as each of these, the shortest first; then one that is longer and folded into short lines. */
export const smtpHeaderLines: Probe = {
  ...onSmtp,
  name: 'smtp-header-lines',
  shows: 'Whether long header lines arrive whole, from just below the limit of mail to far above, and folded ones too.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const long = lengths.map(length => `X-Long-${length}: `.padEnd(length, random.word(length)))
    const folded = ['X-Folded:', ...Array.from({ length: 20 }, () => ` ${random.word(70)}`)].join('\r\n')
    const header = headers(nonce).replace('\r\nX-Nonce', `\r\n${[...long, folded].join('\r\n')}\r\nX-Nonce`)
    return dialog(context, ['8BITMIME'], message(nonce, concat([bytesOf(`${header}short`), endOfData])))
  },
}
