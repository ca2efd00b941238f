import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { dialog, headers, message, onSmtp, reset } from './smtp.ts'
import { betweenWords, endOfData, looksLikeTheEnd } from './smtp-samples.ts'

/** Where the true end mark is split, bytes from its beginning: with the last byte of the body, and in front of the dot. */
const cutsFromEnd = [[-1, 3], [2]] as const

/** A message with one group of marks that are no end; its own end goes out in writes back to back. */
function messageWith(nonce: string, marks: readonly string[], cuts: readonly number[]): Step[] {
  const body = `${headers(nonce)}${betweenWords(marks, nonce)}`
  const at = cuts.map(cut => body.length + cut)
  return message(nonce, concat([bytesOf(body), endOfData]), { cuts: at, pauseMs: 0 })
}

/** What ends mail data for some programs and not for others (FACTS section 3, numbers 32 and 33). */
export const smtpEndOfData: Probe = {
  ...onSmtp,
  name: 'smtp-end-of-data',
  shows: 'Whether mail data ends where it ends, and nothing that only looks like its end is taken for it or changed.',
  parts: ['line'],
  converse: (context: ProbeContext) => {
    const steps = looksLikeTheEnd.map((marks, at) => messageWith(context.nonce, marks, cutsFromEnd[at] ?? []))
    const [first = [], ...others] = steps
    return dialog(context, ['8BITMIME'], [...first, ...others.flatMap(other => [...reset(), ...other])])
  },
}
