/**
 * One role of a script, without a network, as a dialog that can be read aloud. What happens to the player (`hears`,
 * `quiet`, ...) and what it must do then (`says`, `waits`, ...) stand in the order of the wire; `end` compares, and a
 * mismatch prints both dialogs.
 */
import assert from 'node:assert/strict'
import { bytesOf, escapeBytes } from '../../src/bytes.ts'
import { createPlayer, type Outcome, type PlayerAction, type PlayerEvent } from '../../src/script/player.ts'
import type { Role, Script } from '../../src/script/script.ts'

export interface Playbook {
  /** The other end's words arrive. Latin-1 text. */
  readonly hears: (text: string) => Playbook
  readonly hearsFin: () => Playbook
  /** The time that the player asked for is over. */
  readonly quiet: () => Playbook
  /** The far end announces, outside the conversation, which session this is. */
  readonly hinted: (session: string) => Playbook
  readonly tlsStands: () => Playbook
  readonly tlsFails: () => Playbook

  /** One write of the player. */
  readonly says: (text: string) => Playbook
  /** One write for each byte. */
  readonly saysByteByByte: (text: string) => Playbook
  /** Nothing at all is done. For reading: `end` would find out just as well. */
  readonly silent: () => Playbook
  readonly waits: (waitMs: number) => Playbook
  readonly stopsWaiting: () => Playbook
  readonly upgrades: () => Playbook
  readonly halfCloses: () => Playbook
  readonly claims: (session: string) => Playbook
  readonly leaves: (outcome: Outcome) => Playbook
  /** Nothing more was done. Throws when the two dialogs differ. */
  readonly end: () => void
}

/** Opens a connection for `role` and lets it be told what happens. */
export function playbook(script: Script, role: Role): Playbook {
  const player = createPlayer(script, role)
  const played: string[] = []
  const written: string[] = []

  function feed(event: PlayerEvent): Playbook {
    for (const dialog of [played, written]) dialog.push(tellEvent(event))
    played.push(...player(event).map(tellAction))
    return book
  }

  function expect(action: PlayerAction): Playbook {
    written.push(tellAction(action))
    return book
  }

  const book: Playbook = {
    hears: text => feed({ kind: 'heard', bytes: bytesOf(text) }),
    hearsFin: () => feed({ kind: 'fin' }),
    quiet: () => feed({ kind: 'timer' }),
    hinted: session => feed({ kind: 'hint', session }),
    tlsStands: () => feed({ kind: 'tls-open' }),
    tlsFails: () => feed({ kind: 'tls-failed' }),
    says: text => expect({ kind: 'write', bytes: bytesOf(text) }),
    saysByteByByte: text => {
      for (const letter of text) expect({ kind: 'write', bytes: bytesOf(letter) })
      return book
    },
    silent: () => book,
    waits: waitMs => expect({ kind: 'timer', waitMs }),
    stopsWaiting: () => expect({ kind: 'timer', waitMs: -1 }),
    upgrades: () => expect({ kind: 'start-tls' }),
    halfCloses: () => expect({ kind: 'half-close' }),
    claims: session => expect({ kind: 'claim', session }),
    leaves: outcome => expect({ kind: 'done', outcome }),
    end: () => compareDialogs(written, played),
  }
  return feed({ kind: 'open' })
}

function compareDialogs(written: readonly string[], played: readonly string[]): void {
  const [expected, actual] = [written.join('\n'), played.join('\n')]
  if (expected === actual) return
  const message = `the dialog went another way (written | played):\n${sideBySide(written, played)}`
  throw new assert.AssertionError({ message, expected, actual, operator: 'strictEqual' })
}

function sideBySide(left: readonly string[], right: readonly string[]): string {
  const width = Math.min(70, Math.max(...left.map(line => line.length)))
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [left[at] ?? '', right[at] ?? ''])
  return rows.map(([a = '', b = '']) => `${a === b ? ' ' : '!'} ${a.padEnd(width)} | ${b}`).join('\n')
}

function tellEvent(event: PlayerEvent): string {
  switch (event.kind) {
    case 'heard':
      return `hears ${escapeBytes(event.bytes)}`
    case 'hint':
      return `hinted ${event.session}`
    default:
      return event.kind
  }
}

function tellAction(action: PlayerAction): string {
  switch (action.kind) {
    case 'write':
      return `  says ${escapeBytes(action.bytes)}`
    case 'timer':
      return action.waitMs < 0 ? '  stops waiting' : `  waits ${action.waitMs} ms`
    case 'claim':
      return `  claims ${action.session}`
    case 'done':
      return `  leaves, ${action.outcome}`
    default:
      return `  ${action.kind}`
  }
}
