/**
 * Reads the lines between DATA and its end as a message: header block, body, CRLF dot CRLF (RFC 5321, 4.1.1.4).
 * Knows nothing of commands and replies, nor of what a device does with a line.
 */
import type { Piece } from './line-cutter.ts'

/** A part of a message, in order. `message-start` and an implied `header-end` have no text: they are places. */
export interface MessageItem {
  readonly kind: 'message-start' | 'header' | 'header-end' | 'body' | 'message-end'
  readonly text: string
}

/** Reads one message; after the item `message-end` it is used up. */
export function messageReader(): (piece: Piece) => readonly MessageItem[] {
  const state: MessageState = { place: 'start', line: '', afterCrlf: true, tail: '\r\n' }
  return piece => {
    const items = state.place === 'start' ? [{ kind: 'message-start', text: '' } as const] : []
    return [...items, ...readPiece(state, piece)]
  }
}

interface MessageState {
  place: 'start' | 'headers' | 'body'
  /** The current line as far as the end-of-data test needs it; it may come in several pieces. */
  line: string
  /** The line before ended in CRLF: after a bare LF a dot does not end the data. */
  afterCrlf: boolean
  /** The last two characters read. */
  tail: string
}

function readPiece(state: MessageState, piece: Piece): MessageItem[] {
  noteLine(state, piece)
  if (piece.ends && state.line === '.\r\n' && state.afterCrlf)
    return [...closeHeaders(state), { kind: 'message-end', text: piece.text }]
  if (state.place === 'body') return [{ kind: 'body', text: piece.text }]
  if (!piece.begins) return [{ kind: 'header', text: piece.text }]
  return readHeaderLine(state, piece.text)
}

function noteLine(state: MessageState, piece: Piece): void {
  if (piece.begins) state.afterCrlf = state.tail === '\r\n'
  state.line = `${piece.begins ? '' : state.line}${piece.text}`.slice(0, 4)
  state.tail = `${state.tail}${piece.text}`.slice(-2)
}

/** A line that is no header field and no folded one ends the block, as all readers of mail see it. */
function readHeaderLine(state: MessageState, text: string): MessageItem[] {
  const folded = state.place === 'headers' && /^[ \t]+[^ \t\r\n]/.test(text)
  if (folded || /^[!-9;-~]+[ \t]*:/.test(text)) {
    state.place = 'headers'
    return [{ kind: 'header', text }]
  }
  const blank = /^\r?\n$/.test(text)
  const end = closeHeaders(state, blank ? text : '')
  return blank ? end : [...end, { kind: 'body', text }]
}

function closeHeaders(state: MessageState, text = ''): MessageItem[] {
  if (state.place === 'body') return []
  state.place = 'body'
  return [{ kind: 'header-end', text }]
}
