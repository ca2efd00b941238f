/** A proxy with a race: of two replies to pipelined commands the second overtakes the first. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import type { SmtpItem } from '../smtp-stream.ts'
import { unansweredCounter } from '../unanswered.ts'

export const swapReplies: Device = {
  name: 'swap-replies',
  description: 'Swaps every two replies to commands that were pipelined; no known vendor.',
  open: onMail(() => ({ smtp: swapping() })),
}

/** The dialer says more only after these: who holds one is waited for. */
const NEVER_HELD = new Set(['greeting', 'STARTTLS', 'DATA', 'AUTH'])

/** It holds a reply only when another one is due, so nobody waits for ever. */
function swapping(): (item: SmtpItem) => string {
  const count = unansweredCounter()
  let waiting = ''
  return item => {
    const { after } = count(item)
    if (item.kind !== 'reply' || !item.begins || !item.complete) return item.text
    if (waiting === '' && after > 0 && !NEVER_HELD.has(item.to)) {
      waiting = item.text
      return ''
    }
    const first = waiting
    waiting = ''
    // Behind the reply to STARTTLS nothing can be said in clear.
    return item.to === 'STARTTLS' ? first + item.text : item.text + first
  }
}
