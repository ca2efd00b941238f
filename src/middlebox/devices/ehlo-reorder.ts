/** A box that no rule may name: it knows the EHLO reply well enough to write it anew, in another order. */
import type { Device } from '../device.ts'
import { joinReply, keywordLines } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const ehloReorder: Device = {
  name: 'ehlo-reorder',
  description: 'Reverses the order of the keywords in the EHLO reply; no known vendor.',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  if (item.kind !== 'reply' || item.to !== 'EHLO' || !item.complete) return item.text
  const { greeting, keywords } = keywordLines(item)
  return joinReply([...greeting, ...keywords.toReversed()], item.complete)
}
