/**
 * Plays a dialog through a pure device, as a table: who says what, and what the far end hears. Every table is played
 * with the words cut into pieces of five sizes, since a device must not depend on segmentation.
 */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import type { Device, DeviceAction, DeviceContext, DeviceEvent, DeviceSession } from '../../src/middlebox/device.ts'
import { otherRole, type Role } from '../../src/script/script.ts'

/** One turn. What happens to a side beside words is written in brackets: `[fin]`, `[reset]`, `[tls]`. */
export interface Turn {
  readonly by: Role
  readonly event: 'bytes' | 'fin' | 'reset' | 'timer' | 'accepted'
  readonly says: string
  /** What the far end hears of it; the same as was said unless told. */
  readonly heard: string
  /** What the speaker itself hears back from the device. */
  readonly back: string
}

export const CHUNK_SIZES_BYTES = [1, 2, 3, 7, 1460] as const

export function dialer(says: string, heard = says, back = ''): Turn {
  return { by: 'dialer', event: 'bytes', says, heard, back }
}

export function answerer(says: string, heard = says, back = ''): Turn {
  return { by: 'answerer', event: 'bytes', says, heard, back }
}

/** The connection is accepted (and the answerer dialed, if the device wishes): who hears what at once. */
export function accepted(dialerHears: string): Turn {
  return { by: 'dialer', event: 'accepted', says: '', heard: '', back: dialerHears }
}

export function fin(by: Role, heard = '[fin]', back = ''): Turn {
  return { by, event: 'fin', says: '', heard, back }
}

export function reset(by: Role, heard = '[reset]'): Turn {
  return { by, event: 'reset', says: '', heard, back: '' }
}

/** The hold timer runs out: what was held of the dialer goes on. */
export function timer(heard: string): Turn {
  return { by: 'dialer', event: 'timer', says: '', heard, back: '' }
}

/** Asserts that the dialog goes as the table says, at every segmentation. */
export function assertDialog(device: Device, turns: readonly Turn[], context: Partial<DeviceContext> = {}): void {
  for (const chunkBytes of CHUNK_SIZES_BYTES) {
    const stage = openStage(device, context)
    const [first] = turns
    if (first?.event !== 'accepted') stage.feed({ kind: 'accepted' })
    const seen = turns.map(turn => playTurn(stage, turn, chunkBytes))
    assert.deepEqual(seen, turns, `in pieces of ${chunkBytes} bytes`)
  }
}

/** All that each end hears when the words are said in that order. */
export function hears(
  device: Device,
  turns: readonly Turn[],
  chunkBytes: number,
  context: Partial<DeviceContext> = {},
): Record<Role, string> {
  const stage = openStage(device, context)
  stage.feed({ kind: 'accepted' })
  const all: Record<Role, string> = { dialer: '', answerer: '' }
  for (const turn of turns) {
    const { heard, back } = playTurn(stage, turn, chunkBytes)
    all[otherRole(turn.by)] += heard
    all[turn.by] += back
  }
  return all
}

interface Stage {
  readonly feed: (event: DeviceEvent) => void
  readonly take: (role: Role) => string
  /** Timers asked for that have not run out. */
  waits: number
}

/** The harness in small: dials and TLS succeed at once, timers never run out by themselves. */
function openStage(device: Device, context: Partial<DeviceContext>): Stage {
  const session: DeviceSession = device.open({ protocol: 'smtp', seed: 1, ...context })
  const heard: Record<Role, string> = { dialer: '', answerer: '' }
  const feed = (event: DeviceEvent): void => {
    for (const action of session(event)) act(action)
  }
  const act = (action: DeviceAction): void => {
    if (action.kind === 'send') heard[action.to] += textOf(action.bytes)
    if (action.kind === 'fin' || action.kind === 'reset') heard[action.to] += `[${action.kind}]`
    if (action.kind === 'wait') stage.waits += 1
    if (action.kind === 'connect') feed({ kind: 'connected' })
    if (action.kind !== 'open-tls') return
    heard.dialer += '[tls]'
    feed({ kind: 'tls-opened' })
  }
  const take = (role: Role): string => {
    const text = heard[role]
    heard[role] = ''
    return text
  }
  const stage: Stage = { feed, take, waits: 0 }
  return stage
}

function playTurn(stage: Stage, turn: Turn, chunkBytes: number): Turn {
  const { feed, take } = stage
  const { by: from, event } = turn
  if (event === 'bytes') for (const bytes of cut(turn.says, chunkBytes)) feed({ kind: 'bytes', from, bytes })
  else if (event === 'timer') for (; stage.waits > 0; stage.waits -= 1) feed({ kind: 'timer' })
  else if (event === 'accepted') feed({ kind: 'accepted' })
  else feed({ kind: event, from })
  return { ...turn, heard: take(otherRole(from)), back: take(from) }
}

function cut(text: string, chunkBytes: number): Uint8Array[] {
  const bytes = bytesOf(text)
  return Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  )
}
