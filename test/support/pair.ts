/**
 * Two players and a fake link between them: what one end writes the other hears, cut into pieces of one size, in an
 * order that never varies. Time passes only when nothing is under way, so a pause of 50 ms costs nothing.
 */
import { concat } from '../../src/bytes.ts'
import { createPlayer, type Outcome, type Player, type PlayerEvent } from '../../src/script/player.ts'
import { otherRole, type Role, type Script } from '../../src/script/script.ts'
import type { Layer } from '../../src/tape/tape.ts'

/** What one end did and heard. */
export interface Played {
  /** One entry for each write. */
  readonly sent: readonly { readonly layer: Layer; readonly bytes: Uint8Array }[]
  readonly heard: readonly { readonly layer: Layer; readonly bytes: Uint8Array }[]
  /** Null: it still waits, and nothing will ever come. */
  readonly outcome: Outcome | null
  readonly claimed: readonly string[]
}

export interface PairOptions {
  readonly dialer: Script
  readonly answerer: Script
  /** The longest piece that is delivered at once; Infinity for all that is under way. */
  readonly chunkBytes: number
}

/** Plays both roles until neither moves any more. */
export function pair(options: PairOptions): Readonly<Record<Role, Played>> {
  const ends: Record<Role, End> = {
    dialer: createEnd(createPlayer(options.dialer, 'dialer')),
    answerer: createEnd(createPlayer(options.answerer, 'answerer')),
  }
  const roles: readonly Role[] = ['answerer', 'dialer']
  for (const role of roles) feed(role, { kind: 'open' })
  while (roles.some(deliver) || raiseTls() || passTime());
  return ends

  function feed(role: Role, event: PlayerEvent): true {
    const end = ends[role]
    for (const action of end.player(event)) {
      switch (action.kind) {
        case 'write':
          end.sent.push({ layer: end.layer, bytes: action.bytes })
          ends[otherRole(role)].inbox = concat([ends[otherRole(role)].inbox, action.bytes])
          break
        case 'timer':
          end.waitMs = action.waitMs < 0 ? null : action.waitMs
          break
        case 'start-tls':
          end.wantsTls = true
          break
        case 'half-close':
          end.fin = 'sent'
          break
        case 'claim':
          end.claimed.push(action.session)
          break
        case 'done':
          end.outcome = action.outcome
          end.waitMs = null
          end.fin ??= 'sent'
          break
      }
    }
    return true
  }

  /** One piece of what is under way to that end, or the FIN behind it. */
  function deliver(role: Role): boolean {
    const [end, other] = [ends[role], ends[otherRole(role)]]
    if (end.inbox.length > 0) {
      const bytes = end.inbox.subarray(0, options.chunkBytes)
      end.inbox = end.inbox.subarray(bytes.length)
      end.heard.push({ layer: end.layer, bytes })
      return feed(role, { kind: 'heard', bytes })
    }
    if (other.fin !== 'sent') return false
    other.fin = 'heard'
    return feed(role, { kind: 'fin' })
  }

  function raiseTls(): boolean {
    if (!roles.every(role => ends[role].wantsTls)) return false
    for (const role of roles) {
      ends[role].wantsTls = false
      ends[role].layer = 'tls'
    }
    for (const role of roles) feed(role, { kind: 'tls-open' })
    return true
  }

  function passTime(): boolean {
    const waits = roles.flatMap(role => ends[role].waitMs ?? [])
    const nextMs = Math.min(...waits)
    for (const role of roles) {
      const { waitMs } = ends[role]
      ends[role].waitMs = waitMs === null || waitMs === nextMs ? null : waitMs - nextMs
      if (waitMs === nextMs) feed(role, { kind: 'timer' })
    }
    return waits.length > 0
  }
}

interface End {
  readonly player: Player
  readonly sent: { layer: Layer; bytes: Uint8Array }[]
  readonly heard: { layer: Layer; bytes: Uint8Array }[]
  readonly claimed: string[]
  layer: Layer
  inbox: Uint8Array
  waitMs: number | null
  wantsTls: boolean
  fin: 'sent' | 'heard' | null
  outcome: Outcome | null
}

function createEnd(player: Player): End {
  return {
    player,
    sent: [],
    heard: [],
    claimed: [],
    layer: 'wire',
    inbox: new Uint8Array(0),
    waitMs: null,
    wantsTls: false,
    fin: null,
    outcome: null,
  }
}

/** All bytes of one layer that an end sent or heard. */
export function wordsOf(pieces: Played['sent'], layer: Layer): Uint8Array {
  return concat(pieces.filter(piece => piece.layer === layer).map(piece => piece.bytes))
}
