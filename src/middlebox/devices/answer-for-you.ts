/** A hotspot or provider that redirects the port to a server of its own (FACTS N11, N26): the answerer is never dialed. */
import { bytesOf } from '../../bytes.ts'
import type { Device, DeviceEvent, DeviceSession } from '../device.ts'
import { smtpRelay } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 smtp.hotspot.example ESMTP\r\n'

const REPLIES = new Map([
  ['EHLO', '250-smtp.hotspot.example\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n'],
  ['HELO', '250 smtp.hotspot.example\r\n'],
  ['MAIL', '250 Ok\r\n'],
  ['RCPT', '250 Ok\r\n'],
  ['RSET', '250 Ok\r\n'],
  ['NOOP', '250 Ok\r\n'],
  ['DATA', '354 End data with <CR><LF>.<CR><LF>\r\n'],
  ['QUIT', '221 Bye\r\n'],
])

export const answerForYou: Device = {
  name: 'answer-for-you',
  description: 'Answers in the place of the server and never dials it, with SMTP or an echo (FACTS N11, N26).',
  open: ({ protocol }) => (protocol === 'smtp' ? mailServer() : echo),
}

const echo: DeviceSession = event => {
  switch (event.kind) {
    case 'bytes':
      return [{ kind: 'send', to: 'dialer', bytes: event.bytes }]
    case 'fin':
      return [{ kind: 'fin', to: 'dialer' }]
    default:
      return []
  }
}

/** An SMTP relay that passes nothing on: what it would say to the answerer is said to nobody. */
function mailServer(): DeviceSession {
  const session = smtpRelay({ rewrite: answer, greeted: true })
  const answers = (event: DeviceEvent) => session(event).filter(action => !('to' in action) || action.to === 'dialer')
  return event => {
    switch (event.kind) {
      case 'accepted':
        return [{ kind: 'send', to: 'dialer', bytes: bytesOf(BANNER) }]
      case 'fin':
        return [...answers(event), { kind: 'fin', to: 'dialer' }]
      case 'reset':
        return []
      default:
        return answers(event)
    }
  }
}

function answer(item: SmtpItem): Decision {
  if (item.kind === 'command') return { answer: REPLIES.get(item.verb) ?? '502 Command not implemented\r\n' }
  return item.kind === 'message-end' ? { answer: '250 Ok: queued\r\n' } : ''
}
