/** A box that no rule may name: it knows a message well enough to mix up its lines. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const lineSwap: Device = {
  name: 'line-swap',
  description: 'Swaps every two neighbouring lines of a message body; no known vendor.',
  open: onMail(() => ({ smtp: swapping() })),
}

/** A line that begins with a dot or ends with a bare LF keeps its place, so that no end of data appears. */
const MOVES = /^[^.][^\n]*\r\n$|^\r\n$/

function swapping(): (item: SmtpItem) => string {
  let waiting = ''
  let line = ''
  const take = (): string => {
    const text = waiting
    waiting = ''
    return text
  }
  const place = (text: string): string => {
    if (!MOVES.test(text)) return take() + text
    if (waiting !== '') return text + take()
    waiting = text
    return ''
  }
  return item => {
    if (item.kind === 'message-end') return take() + item.text
    if (item.kind !== 'body') return item.text
    line += item.text
    if (!line.endsWith('\n')) return ''
    const whole = line
    line = ''
    return place(whole)
  }
}
