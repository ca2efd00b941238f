/**
 * A device that knows mail protocols: on each the rewrite that it has for it, on all others it forwards. It may also end
 * the connection in its own way. Knows no device by name.
 */
import { bytesOf } from '../bytes.ts'
import type { Role } from '../script/script.ts'
import type { DeviceAction, DeviceContext, DeviceEvent, DeviceSession } from './device.ts'
import { heldRelay } from './held-relay.ts'
import { type ImapRewrite, imapFollower } from './imap-stream.ts'
import { type Pop3Rewrite, pop3Follower } from './pop3-stream.ts'
import { relay } from './relay.ts'
import { smtpFollower } from './smtp-relay.ts'
import type { Rewrite } from './smtp-stream.ts'

/** What it does on each protocol; one object for each connection, so that rewrites may remember. */
export interface MailBox {
  readonly smtp?: Rewrite
  /** The device opens the TLS that STARTTLS begins, and rewrites so inside. */
  readonly smtpInsideTls?: Rewrite
  readonly imap?: ImapRewrite
  readonly pop3?: Pop3Rewrite
  /** What an SMTP dialer hears, before a FIN, when the answerer cannot be reached. */
  readonly smtpUnreached?: string
}

/** How a device leaves one side. `silence`: it says nothing any more, and swallows what it hears. */
export interface Leaving {
  /** Its last words to that side. */
  readonly says?: string
  readonly by: 'fin' | 'reset' | 'silence'
}

export type Ending = { readonly [role in Role]: Leaving }

/** Ends the connection after the item that is shown; `''` goes on in the item's place. */
export type End = (ending: Ending) => ''

/** What an inspection engine does that terminates a connection: an RST to both ends. */
export const resetBoth: Ending = { dialer: { by: 'reset' }, answerer: { by: 'reset' } }

/** The dialer is told, and the answerer hears no more than an RST. */
export function refuse(says: string): Ending {
  return { dialer: { says, by: 'fin' }, answerer: { by: 'reset' } }
}

/** A device of mail protocols; `make` is called once for each connection. */
export function onMail(make: (end: End) => MailBox): (context: DeviceContext) => DeviceSession {
  return context => {
    let ending: Ending | undefined
    let over = false
    const box = make(it => {
      ending ??= it
      return ''
    })
    const talk = sessionOf(box, context, () => ending !== undefined)
    return event => {
      if (over) return []
      const actions = event.kind === 'connect-failed' ? unreached(box, context, event, talk) : talk(event)
      if (ending === undefined) return actions
      over = true
      return [
        ...actions.filter(({ kind }) => kind !== 'wait'),
        ...leave(ending, 'answerer'),
        ...leave(ending, 'dialer'),
      ]
    }
  }
}

function sessionOf(box: MailBox, { protocol }: DeviceContext, ended: () => boolean): DeviceSession {
  const guard = <Item, Decision>(rewrite: (item: Item) => Decision): ((item: Item) => Decision | '') => {
    return item => (ended() ? '' : rewrite(item))
  }
  if (protocol === 'smtp' && box.smtp !== undefined) {
    const insideTls = box.smtpInsideTls && { insideTls: guard(box.smtpInsideTls) }
    return heldRelay(smtpFollower({ rewrite: guard(box.smtp), ...insideTls }))
  }
  if (protocol === 'imap' && box.imap !== undefined) return heldRelay(imapFollower(guard(box.imap)))
  if (protocol === 'pop3' && box.pop3 !== undefined) return heldRelay(pop3Follower(guard(box.pop3)))
  return relay()
}

function unreached(
  box: MailBox,
  { protocol }: DeviceContext,
  event: DeviceEvent,
  talk: DeviceSession,
): readonly DeviceAction[] {
  if (protocol !== 'smtp' || box.smtpUnreached === undefined) return talk(event)
  return leave({ dialer: { says: box.smtpUnreached, by: 'fin' }, answerer: { by: 'silence' } }, 'dialer')
}

function leave(ending: Ending, to: Role): DeviceAction[] {
  const { says, by } = ending[to]
  const words: DeviceAction[] = says === undefined ? [] : [{ kind: 'send', to, bytes: bytesOf(says) }]
  return by === 'silence' ? words : [...words, { kind: by, to }]
}
