/** A box that does not trust the next hop with eight bits: it writes the body of a message in quoted-printable. */
import type { Device } from '../device.ts'
import { type HeldMessage, holdMessages, wholeOf } from '../held-message.ts'
import { onMail } from '../mail-box.ts'

export const toQuotedPrintable: Device = {
  name: 'to-quoted-printable',
  description: 'Encodes a body with 8-bit bytes as quoted-printable, and says so in its header; no known vendor.',
  open: onMail(() => {
    const hold = holdMessages(message => wholeOf(/[\x80-\xff]/.test(message.body) ? encoded(message) : message))
    return { smtp: item => hold(item) ?? item.text }
  }),
}

/** RFC 2045, 6.7, without the line lengths: what is encoded is what is not printable, and the equals sign. */
function encoded({ head, gap, body, end }: HeldMessage): HeldMessage {
  return {
    head: head.replace(/^(content-transfer-encoding:[ \t]*)(8bit|binary)/im, '$1quoted-printable'),
    gap,
    body: body.replace(/[^\t\r\n -~]|=/g, byte => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`),
    end,
  }
}
