/** Cisco PIX from about 5.1 on: what it does not let pass becomes NOOP, so that the server agrees to any nonsense. */
import type { Device } from '../device.ts'
import { crossOutVerb, isGreeting, maskBanner, PIX_COMMANDS } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const NOOP = 'NOOP'

export const noopCommands: Device = {
  name: 'noop-commands',
  description: 'Cisco PIX 5.1: masks the banner and turns all but seven commands into NOOP in place (FACTS C1, C5).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  if (isGreeting(item)) return maskBanner(item.text)
  return item.kind === 'command' && !PIX_COMMANDS.has(item.verb) ? toNoop(item.text) : item.text
}

/** The length stays, so the rest of the line is blank; where NOOP has no room the verb is crossed out. */
function toNoop(line: string): string {
  const [end = ''] = /[\r\n]*$/.exec(line) ?? []
  const widthBytes = line.length - end.length
  return widthBytes < NOOP.length ? crossOutVerb(line) : NOOP.padEnd(widthBytes) + end
}
