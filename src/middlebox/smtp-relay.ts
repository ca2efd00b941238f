/**
 * The device that stands in an SMTP conversation: forwards, shows every item to a `Rewrite`, leaves ciphertext alone.
 * Knows no device by name.
 */
import type { DeviceContext, DeviceSession } from './device.ts'
import type { Follower } from './follower.ts'
import { heldRelay } from './held-relay.ts'
import { relay } from './relay.ts'
import { follow, heldBytes, type Rewrite, release, smtpTalk } from './smtp-stream.ts'

/** What makes one SMTP device different from another. */
export interface SmtpBox {
  readonly rewrite: Rewrite
  /** The device opens the TLS that STARTTLS begins, and this is how it rewrites inside. Without it: ciphertext passes. */
  readonly insideTls?: Rewrite
  /** The dialer was greeted before this session began. */
  readonly greeted?: boolean
}

/** A device bound to SMTP ports: on any other it forwards. */
export function onSmtpOnly(box: SmtpBox): (context: DeviceContext) => DeviceSession {
  return context => (context.protocol === 'smtp' ? smtpRelay(box) : relay())
}

/** A device that is always in an SMTP conversation. */
export function smtpRelay(box: SmtpBox): DeviceSession {
  return heldRelay(smtpFollower(box))
}

/** The conversation of a box, followed. */
export function smtpFollower({ rewrite, insideTls, greeted = false }: SmtpBox): Follower {
  const talk = smtpTalk(rewrite, greeted)
  const inner: SmtpBox | undefined = insideTls && { rewrite: insideTls, greeted: true }
  return {
    follow: (from, bytes) => follow(talk, from, bytes),
    release: from => release(talk, from),
    heldBytes: () => heldBytes(talk),
    inside: () => (inner && talk.tlsBegun ? smtpFollower(inner) : undefined),
  }
}
