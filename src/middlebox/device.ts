/**
 * What an emulated middlebox is: a pure function from events to actions, one instance per connection.
 * It stands between a dialer and an answerer. Sockets, TLS and timers belong to the harness, not to it.
 */
import type { Role } from '../script/script.ts'

export type DeviceEvent =
  /** The dialer's connection was accepted by the device. */
  | { readonly kind: 'accepted' }
  /** The device's own connection to the answerer stands. */
  | { readonly kind: 'connected' }
  /** The answerer could not be reached. */
  | { readonly kind: 'connect-failed' }
  /** Bytes arrived from one side (inside TLS, once the device has opened it). */
  | { readonly kind: 'bytes'; readonly from: Role; readonly bytes: Uint8Array }
  | { readonly kind: 'fin'; readonly from: Role }
  | { readonly kind: 'reset'; readonly from: Role }
  /** TLS stands on both sides, after `open-tls`. */
  | { readonly kind: 'tls-opened' }
  /** The time asked for by `wait` is over. */
  | { readonly kind: 'timer' }

export type DeviceAction =
  /** Dial the answerer. */
  | { readonly kind: 'connect' }
  | { readonly kind: 'send'; readonly to: Role; readonly bytes: Uint8Array }
  | { readonly kind: 'fin'; readonly to: Role }
  /** Close that side hard, with RST. */
  | { readonly kind: 'reset'; readonly to: Role }
  /**
   * Terminate TLS: be its server towards the dialer, with a certificate signed by the device's own authority, and
   * its client towards the answerer. From here `bytes` are the words inside.
   */
  | { readonly kind: 'open-tls' }
  | { readonly kind: 'wait'; readonly waitMs: number }

/** One connection through a device: called once per event, in order. */
export type DeviceSession = (event: DeviceEvent) => readonly DeviceAction[]

export interface Device {
  /** As `pathproof demo --middlebox NAME` calls it. */
  readonly name: string
  /** One sentence for `demo --list`: what it emulates and the FACTS rows it follows. */
  readonly description: string
  /** What it knows besides SMTP and raw bytes; the demo has rows of it then. */
  readonly speaks?: readonly ('imap' | 'pop3')[]
  /** Opens the device for one connection that was dialed to `port`. `seed` makes noise repeatable. */
  readonly open: (context: DeviceContext) => DeviceSession
  /** Common name of the authority that signs what it opens; without it one of no known vendor. */
  readonly authority?: string
}

export interface DeviceContext {
  /** What the row speaks; a device that inspects a mail protocol leaves other ports alone unless it says otherwise. */
  readonly protocol: 'smtp' | 'imap' | 'pop3' | 'echo'
  readonly seed: number
}
