/**
 * Holds the messages between DATA and its end, because a scanner says what becomes of a message when it has seen all of
 * it. What is too long is not held, as no scanner holds it either. Knows no device by name.
 */
import type { Decision, SmtpItem } from './smtp-stream.ts'

/** A message as it crosses the wire, dots stuffed. The four parts in order are all of it. */
export interface HeldMessage {
  /** The header block. */
  readonly head: string
  /** The empty line after it; '' where it is only implied. */
  readonly gap: string
  readonly body: string
  /** Dot and CRLF. */
  readonly end: string
}

const HELD_CAP_BYTES = 1 << 20

/** Gives the decision for an item of a message, and `undefined` for every other item. */
export function holdMessages(
  edit: (message: HeldMessage) => Decision,
  capBytes: number = HELD_CAP_BYTES,
): (item: SmtpItem) => Decision | undefined {
  let held = { head: '', gap: '', body: '' }
  let passing = false
  const take = (): string => {
    const text = held.head + held.gap + held.body
    held = { head: '', gap: '', body: '' }
    return text
  }
  const keep = (part: keyof typeof held, text: string): string => {
    if (passing) return text
    held[part] += text
    passing = held.head.length + held.body.length > capBytes
    return passing ? take() : ''
  }
  const end = (text: string): Decision => {
    const message = { ...held, end: text }
    take()
    return passing ? text : edit(message)
  }
  return item => {
    switch (item.kind) {
      case 'message-start':
        passing = false
        take()
        return ''
      case 'header':
        return keep('head', item.text)
      case 'header-end':
        return keep('gap', item.text)
      case 'body':
        return keep('body', item.text)
      case 'message-end':
        return end(item.text)
      default:
        return undefined
    }
  }
}

/** The message as it came. */
export function wholeOf({ head, gap, body, end }: HeldMessage): string {
  return head + gap + body + end
}

/** The message with this tag before what its subject says. */
export function tagSubject(message: HeldMessage, tag: string): HeldMessage {
  return { ...message, head: message.head.replace(/^(subject:[ \t]*)/im, `$1${tag} `) }
}
