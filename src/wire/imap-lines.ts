/**
 * Puts the commands of an IMAP dialer together from bytes: lines and the literals between them (RFC 9051, 4.3). Pure. Knows
 * nothing of what a command means.
 */
import { concat, textOf } from '../bytes.ts'

/** One command: what stood in its lines, and its literals in order, which stand in `text` as their marks alone. */
export interface ImapCommand {
  readonly tag: string
  /** In capitals; of `UID FETCH` both words. */
  readonly verb: string
  /** What stands behind the verb. */
  readonly text: string
  readonly literals: readonly Uint8Array[]
}

/** `asks`: the dialer waits for a `+` before its literal. `flood`: more than anybody needs; nothing after it is understood. */
export type ImapHeard =
  | { readonly kind: 'command'; readonly command: ImapCommand }
  | { readonly kind: 'asks' }
  | { readonly kind: 'flood' }
  | { readonly kind: 'more' }

export interface ImapLines {
  readonly add: (bytes: Uint8Array) => void
  /** What the bytes so far give next. */
  readonly next: () => ImapHeard
  /** Forgets all that was not understood yet. */
  readonly drop: () => void
}

/** A command with its literals is no longer than that, bytes. */
const MOST_BYTES = 64 * 1024
/** And has no more literals. */
const MOST_LITERALS = 16
const LF = 0x0a
const LITERAL = /~?\{(\d{1,9})(\+?)\}\r?\n$/

/** An empty beginning. */
export function imapLines(): ImapLines {
  let buffer: Uint8Array = new Uint8Array(0)
  let lines = ''
  let literals: Uint8Array[] = []
  /** Bytes of the literal that comes next; null between lines. */
  let awaited: number | null = null

  return {
    add: bytes => {
      buffer = concat([buffer, bytes])
    },
    next,
    drop: () => {
      buffer = new Uint8Array(0)
      begin()
    },
  }

  function next(): ImapHeard {
    if (awaited !== null) {
      if (buffer.length < awaited) return { kind: 'more' }
      literals.push(take(awaited))
      awaited = null
    }
    const end = buffer.indexOf(LF) + 1
    if (end === 0) return buffer.length + lines.length > MOST_BYTES ? { kind: 'flood' } : { kind: 'more' }
    lines += textOf(take(end))
    const [, length, unasked] = LITERAL.exec(lines) ?? []
    if (length === undefined) return { kind: 'command', command: whole() }
    awaited = Number(length)
    if (awaited > MOST_BYTES || literals.length === MOST_LITERALS) return { kind: 'flood' }
    return unasked === '+' ? next() : { kind: 'asks' }
  }

  function take(count: number): Uint8Array {
    const taken = buffer.slice(0, count)
    buffer = buffer.subarray(count)
    return taken
  }

  function whole(): ImapCommand {
    const [, tag = '', verb = '', text = ''] = /^(\S*) *((?:UID +)?\S*) *([\s\S]*?)\r?\n$/i.exec(lines) ?? []
    const command = { tag, verb: verb.toUpperCase().replace(/ +/, ' '), text, literals }
    begin()
    return command
  }

  function begin(): void {
    lines = ''
    literals = []
    awaited = null
  }
}
