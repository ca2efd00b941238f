/**
 * A transparent SMTP proxy without a store: it greets the dialer itself, speaks to the server in its own name and
 * passes on what a delivery needs. Written after the proxies of FACTS N3, N12, N15, N16 and H8, and named by none.
 */
import { bytesOf } from '../../bytes.ts'
import type { Role } from '../../script/script.ts'
import type { Device, DeviceAction, DeviceEvent, DeviceSession } from '../device.ts'
import { lineCutter } from '../line-cutter.ts'
import { relay } from '../relay.ts'
import { smtpRelay } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const NAME = 'mailproxy.example'
const BANNER = `220 ${NAME} ESMTP ready\r\n`
const CANNOT_DIAL = `421 4.4.1 ${NAME} cannot reach the server\r\n`
const NOT_GREETED = `421 4.4.2 ${NAME} heard no greeting from the server\r\n`

/** The greet delays that servers use against spam stay below this. */
const GREETING_WAIT_MS = 30_000

/** What it passes on, and whose replies it passes back. */
const RELAYED = new Set(['MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT'])

const OWN_REPLIES = new Map([
  ['EHLO', `250-${NAME}\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n`],
  ['HELO', `250 ${NAME}\r\n`],
  ['NOOP', '250 2.0.0 OK\r\n'],
  ['VRFY', '252 2.5.2 Cannot VRFY user\r\n'],
  ['HELP', '214 2.0.0 See RFC 5321\r\n'],
])

/** A fixed date: a device has no clock. */
const RECEIVED = `Received: from client by ${NAME} with ESMTP; Tue, 24 Nov 2026 00:00:00 +0000\r\n`

export const transparentProxy: Device = {
  name: 'transparent-proxy',
  description:
    'An SMTP proxy with its own banner, EHLO name and EHLO reply, and a Received header (after FACTS N3, N15, N16, H8).',
  open: ({ protocol }) => (protocol === 'smtp' ? proxy() : relay()),
}

/** Two halves: until the server has answered the proxy's own EHLO the dialer is made to wait; then all is relayed. */
function proxy(): DeviceSession {
  const relayed = smtpRelay({ rewrite, greeted: true })
  const sayHello = introduction()
  const early: DeviceEvent[] = []
  let introduced = false
  let over = false
  return event => {
    if (over) return []
    if (introduced) return relayed(event)
    const { actions, state, rest = '' } = sayHello(event)
    if (state === 'later') early.push(event)
    over = state === 'failed'
    introduced = state === 'done'
    if (!introduced) return actions
    early.push({ kind: 'bytes', from: 'answerer', bytes: bytesOf(rest) })
    return [...actions, ...early.flatMap(relayed)]
  }
}

interface Step {
  readonly actions: readonly DeviceAction[]
  /** `later`: not for the introduction, keep it until that is done. */
  readonly state: 'going-on' | 'later' | 'done' | 'failed'
  /** What the answerer said beyond the introduction. */
  readonly rest?: string
}

/** Greets the dialer, dials, hears the greeting, says EHLO in the proxy's own name, hears the reply to it. */
function introduction(): (event: DeviceEvent) => Step {
  const heard = lineCutter()
  let repliesLeft = 2
  const hear = (bytes: Uint8Array): Step => {
    heard.add(bytes)
    const actions: DeviceAction[] = []
    while (repliesLeft > 0) {
      const piece = heard.next()
      if (!piece) return goOn(...actions)
      if (/^\d{3}-/.test(piece.text)) continue
      repliesLeft -= 1
      if (repliesLeft > 0) actions.push(say('answerer', `EHLO ${NAME}\r\n`))
    }
    return { actions, state: 'done', rest: heard.take(Number.POSITIVE_INFINITY) }
  }
  return event => {
    switch (event.kind) {
      case 'accepted':
        return goOn(say('dialer', BANNER), { kind: 'connect' })
      case 'connected':
        return goOn({ kind: 'wait', waitMs: GREETING_WAIT_MS })
      case 'connect-failed':
        return fail(say('dialer', CANNOT_DIAL), { kind: 'fin', to: 'dialer' })
      case 'timer':
        return fail(say('dialer', NOT_GREETED), { kind: 'fin', to: 'dialer' }, { kind: 'reset', to: 'answerer' })
      case 'bytes':
        return event.from === 'answerer' ? hear(event.bytes) : { actions: [], state: 'later' }
      case 'fin':
      case 'reset':
        return event.from === 'answerer' ? fail({ kind: event.kind, to: 'dialer' }) : { actions: [], state: 'later' }
      case 'tls-opened':
        return goOn()
    }
  }
}

function goOn(...actions: readonly DeviceAction[]): Step {
  return { actions, state: 'going-on' }
}

function fail(...actions: readonly DeviceAction[]): Step {
  return { actions, state: 'failed' }
}

function say(to: Role, text: string): DeviceAction {
  return { kind: 'send', to, bytes: bytesOf(text) }
}

function rewrite(item: SmtpItem): Decision {
  if (item.kind === 'command') {
    if (RELAYED.has(item.verb)) return item.text
    return { answer: OWN_REPLIES.get(item.verb) ?? '502 5.5.1 Command not implemented\r\n' }
  }
  return item.kind === 'message-start' ? RECEIVED : item.text
}
