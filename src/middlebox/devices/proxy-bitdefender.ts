/** BitDefender's proxy: a banner that keeps the server's name. */
import type { Device } from '../device.ts'
import { isGreeting, withGreeting } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const proxyBitdefender: Device = {
  name: 'proxy-bitdefender',
  description: "Greets as the BitDefender proxy under the server's name (FACTS H7).",
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  if (!isGreeting(item)) return item.text
  const [, name = 'localhost'] = /^220[- ](\S+)/.exec(item.text) ?? []
  return withGreeting(item, `220 ${name} ESMTP BitDefender Proxy\r\n`)
}
