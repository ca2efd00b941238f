/** FortiGate proxy with antivirus: the second message that comes by BDAT in one session is not passed on. */
import type { Device } from '../device.ts'
import { type End, type MailBox, onMail } from '../mail-box.ts'

export const bdatStall: Device = {
  name: 'bdat-stall',
  description: 'Falls silent at the BDAT command of the second such message in one session (FACTS N1).',
  open: onMail(stalling),
}

function stalling(end: End): MailBox {
  let messages = 0
  return {
    smtp: item => {
      if (item.kind !== 'command' || item.verb !== 'BDAT') return item.text
      if (messages > 0) return end({ dialer: { by: 'silence' }, answerer: { by: 'silence' } })
      messages += /\blast\r\n$/i.test(item.text) ? 1 : 0
      return item.text
    },
  }
}
