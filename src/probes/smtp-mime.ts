import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { dialog, message, onSmtp, reset } from './smtp.ts'
import { mixed, oddHeader, partial, touchy, whitespace } from './smtp-mime-parts.ts'
import { endOfData } from './smtp-samples.ts'

type Text = (nonce: string) => string

/** Of each session; what gateways block or replace comes after what they only add to. */
const texts: readonly (readonly Text[])[] = [
  [nonce => `${oddHeader(nonce)}\r\n${whitespace}`, mixed],
  [partial, touchy],
]

function messages({ nonce }: ProbeContext, part: number): Step[] {
  const steps = (texts[part] ?? []).map(text => message(nonce, concat([bytesOf(text(nonce)), endOfData])))
  return steps.flatMap((its, at) => (at > 0 ? [...reset(), ...its] : its))
}

/** Messages as gateways rewrite them (FACTS section 3, numbers 34 to 37). 8-bit is sent although it is not offered. */
export const smtpMime: Probe = {
  ...onSmtp,
  name: 'smtp-mime',
  shows: 'Whether header, white space, encodings and attachments of messages arrive as they were sent.',
  parts: ['line', 'line'],
  converse: (context, part) => dialog(context, ['SIZE 52428800', 'HELP'], messages(context, part)),
}
