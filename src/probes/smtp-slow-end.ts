import { bytesOf, concat, textOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { dialog, envelope, headers, onSmtp, reply } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'
import { saysLines } from './words.ts'

/** Offsets in the end mark, bytes. */
const splits = [1, 2, 3, 4]

/** Milliseconds between the two halves (FACTS C6). */
const APART_MS = 2000

/**
 * A message whose end mark comes in two halves. The hearer goes by lines, because it would take mail data that stands still
 * for so long for complete.
 */
function messageApart(nonce: string, at: number, apartMs: number): Step[] {
  const text = `${headers(nonce)}The end mark is split before its byte ${at}, for ${apartMs} ms.`
  const data = textOf(concat([bytesOf(text), endOfData]))
  const cut = text.length + at
  return [
    ...envelope(nonce),
    saysLines('dialer', data.slice(0, cut)),
    { kind: 'silence', waitMs: apartMs },
    saysLines('dialer', data.slice(cut)),
    reply(`250 2.0.0 taken ${nonce}\r\n`),
  ]
}

/** The probe with another time between the halves, milliseconds. */
export function slowEnd(apartMs: number): Probe {
  return {
    ...onSmtp,
    name: 'smtp-slow-end',
    shows: 'Whether mail data ends where it ends when the end mark is split and its second half comes seconds later.',
    parts: splits.map(() => 'slow' as const),
    converse: (context, part) => dialog(context, ['8BITMIME'], messageApart(context.nonce, splits[part] ?? 1, apartMs)),
  }
}

/** The 2000 ms of number 33 of FACTS section 3; the shorter times are a matter of smtp-data and smtp-end-of-data. */
export const smtpSlowEnd: Probe = slowEnd(APART_MS)
