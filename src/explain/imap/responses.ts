/**
 * What an IMAP server says (RFC 9051, 7), cut into responses with their literals. Takes any bytes. Knows nothing of the
 * commands that they answer.
 */

import { lineAt, MAX_PIECES } from '../mail/piece.ts'
import type { Stretch } from '../smtp/dialog.ts'
import type { PassageKind } from '../smtp/passage.ts'
import { endOf, headOf, literalOf } from './lines.ts'

/** A part of a response: its words, or a literal within it (a message, or more words). */
export interface ResponsePart extends Stretch {
  readonly kind: Extract<PassageKind, 'reply' | 'capability' | 'message'>
}

export interface Response extends Stretch {
  readonly parts: readonly ResponsePart[]
  /** `*`, `+`, or the tag of the command that it ends. */
  readonly tag: string
  /** Upper case; `OK`, `CAPABILITY`, `FETCH`. */
  readonly word: string
}

/** Sections of a message that FETCH gives (RFC 9051, 7.5.2; RFC 3516, 4.3; RFC 3501, 7.4.2). */
const SECTION = /(?:BODY\[[^\]\r\n]*\]|BINARY\[[^\]\r\n]*\]|RFC822(?:\.HEADER|\.TEXT)?)(?:<\d+>)? ~?\{\d+\}\r?\n$/i

/** Where a list of capabilities may stand: as a response of its own, or as a code in a status (RFC 9051, 7.1, 7.2.2). */
const LISTS = /^(?:\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )/i

/** All responses of a flow, in order and without gaps. */
export function responsesOf(flow: Uint8Array): readonly Response[] {
  const responses: Response[] = []
  let from = 0
  while (from < flow.length) {
    const isRest = responses.length >= MAX_PIECES
    const response = isRest ? responseOf(flow, [{ kind: 'reply', from, to: flow.length }]) : responseAt(flow, from)
    responses.push(response)
    from = response.to
  }
  return responses
}

function responseAt(flow: Uint8Array, start: number): Response {
  const parts: ResponsePart[] = []
  const kind: ResponsePart['kind'] = LISTS.test(headOf(flow, lineAt(flow, start))) ? 'capability' : 'reply'
  let from = start
  for (let line = lineAt(flow, start); ; ) {
    const literal = literalOf(flow, line)
    const to = Math.min(flow.length, line.to + (literal?.bytes ?? 0))
    if (literal !== null) {
      const content = SECTION.test(endOf(flow, line)) ? 'message' : 'reply'
      parts.push({ kind, from, to: line.to })
      if (line.to < to) parts.push({ kind: content, from: line.to, to })
      from = to
    }
    if (literal === null || to >= flow.length) {
      if (from < to) parts.push({ kind, from, to })
      return responseOf(flow, parts)
    }
    line = lineAt(flow, to)
  }
}

function responseOf(flow: Uint8Array, parts: readonly ResponsePart[]): Response {
  const [first] = parts
  const head = first === undefined ? '' : headOf(flow, first)
  const [, tag = '', word = ''] = /^(\S*) ?(?:\d+ )?(\S*)/.exec(head) ?? []
  return { parts, tag, word: word.toUpperCase(), from: first?.from ?? 0, to: parts.at(-1)?.to ?? 0 }
}

/** It ends the command of its tag. */
export function isTagged({ tag }: Response): boolean {
  return tag !== '*' && tag !== '+'
}
