/** Counts what an SMTP dialer said and nobody answered yet: some boxes treat a pipelined command in another way. */
import type { SmtpItem } from './smtp-stream.ts'

/** Shown every item that passes (not those that the device answers itself); gives the count before and after it. */
export function unansweredCounter(): (item: SmtpItem) => { readonly before: number; readonly after: number } {
  let count = 0
  return item => {
    const before = count
    count = Math.max(0, count + changeOf(item))
    return { before, after: count }
  }
}

function changeOf(item: SmtpItem): number {
  switch (item.kind) {
    case 'command':
    case 'auth':
    case 'message-end':
      return 1
    case 'reply':
      return item.begins && item.to !== 'greeting' ? -1 : 0
    default:
      return 0
  }
}
