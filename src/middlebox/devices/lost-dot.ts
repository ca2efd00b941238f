/**
 * Cisco PIX before 5.2(4) and 6.0(1), bug CSCds90792: an end of mail data that does not come in one packet is not passed
 * on. It looks at packets, so it is one of the few devices that depend on segmentation.
 */
import { textOf } from '../../bytes.ts'
import type { Device, DeviceEvent, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'
import { follow, smtpTalk } from '../smtp-stream.ts'

const END = '\r\n.\r\n'

export const lostDot: Device = {
  name: 'lost-dot',
  description: 'Loses an end of mail data that comes in more than one packet, and all that follows it (FACTS C6).',
  open: ({ protocol }) => (protocol === 'smtp' ? losing() : relay()),
}

/** Behind the hole TCP delivers nothing of the dialer's any more, its FIN neither. */
function losing(): DeviceSession {
  const losesEnd = endWatcher()
  const forward = relay()
  let lost = false
  return event => {
    if (event.kind === 'bytes') lost = losesEnd(event) || lost
    const late = (event.kind === 'bytes' || event.kind === 'fin') && event.from === 'dialer'
    return lost && late ? [] : forward(event)
  }
}

/** Listens to the conversation; says whether a packet ends mail data with only a part of the mark. */
function endWatcher(): (event: Extract<DeviceEvent, { kind: 'bytes' }>) => boolean {
  let ends = 0
  const talk = smtpTalk(item => {
    ends += item.kind === 'message-end' ? 1 : 0
    return item.text
  }, false)
  return ({ from, bytes }) => {
    const endsBefore = ends
    follow(talk, from, bytes)
    return ends > endsBefore && !textOf(bytes).includes(END)
  }
}
