/** What tools do that strip STARTTLS: the offer vanishes, and the command is answered as if TLS were out of order. */
import type { Device } from '../device.ts'
import { joinReply, keywordLines, keywordOf } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

/** FACTS H11: one of the injected replies. */
const REFUSAL = '454 TLS not available due to temporary reason\r\n'

export const starttlsStrip: Device = {
  name: 'starttls-strip',
  description: 'Removes STARTTLS from the EHLO reply and refuses the command itself (FACTS H11).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): Decision {
  if (item.kind === 'command' && item.verb === 'STARTTLS') return { answer: REFUSAL }
  if (item.kind !== 'reply' || item.to !== 'EHLO') return item.text
  const { greeting, keywords } = keywordLines(item)
  const kept = keywords.filter(line => keywordOf(line) !== 'STARTTLS')
  return kept.length === keywords.length ? item.text : joinReply([...greeting, ...kept], item.complete)
}
