/**
 * Follows a POP3 conversation (RFC 1939) from between its two ends: commands, status lines, and the lines of answers that
 * have many. Every item is shown to a `Pop3Rewrite`, which says what is passed on in its place.
 * Works on any segmentation and loses no byte. Knows nothing of connections, of time, or of any device.
 */
import { textOf } from '../bytes.ts'
import { otherRole, type Role } from '../script/script.ts'
import { beginsTls, type Follower, type Said } from './follower.ts'
import { type LineCutter, lineCutter, type Piece } from './line-cutter.ts'

/** What a device sees pass. `text` is what is passed on when the device wants nothing. */
export type Pop3Item =
  /** A command line; `verb` in capitals, `argument` as it stands. */
  | { readonly kind: 'command'; readonly text: string; readonly verb: string; readonly argument: string }
  /** A dialer's line inside an AUTH exchange (RFC 5034). */
  | { readonly kind: 'auth'; readonly text: string }
  /** The answerer's first line. */
  | { readonly kind: 'greeting'; readonly text: string }
  /** `+OK`, `-ERR` or `+`; `to` is the command that it answers. */
  | { readonly kind: 'status'; readonly text: string; readonly to: string }
  /** A line of an answer that has many. */
  | { readonly kind: 'line'; readonly text: string; readonly to: string }
  /** The dot that ends those lines. */
  | { readonly kind: 'end'; readonly text: string; readonly to: string }
  /** More of a line whose beginning was shown before. */
  | { readonly kind: 'rest'; readonly text: string }

/** What is passed on in the item's place. `answer`: nothing; the device itself answers, in the command's turn. */
export type Pop3Rewrite = (item: Pop3Item) => string | { readonly answer: string }

interface Awaited {
  readonly verb: string
  /** Lines follow a `+OK`. */
  readonly many: boolean
  readonly answer?: string
}

interface Talk {
  readonly rewrite: Pop3Rewrite
  readonly cutters: { readonly [by in Role]: LineCutter }
  /** What the dialer said and nobody answered yet, oldest first; at first the greeting. */
  readonly awaited: Awaited[]
  said: Said[]
  started: boolean
  inLines: boolean
  inAuth: boolean
  opaque: boolean
}

/** Commands followed at most; one end that only talks must not fill the memory. */
const AWAITED_CAP = 4096

/** Answered with lines: always, and when they stand alone (RFC 1939, 5; RFC 2449, 5; RFC 5034, 4). */
const MANY = /^(CAPA|RETR .*|TOP .*|LIST|UIDL|AUTH)$/i

/** A new conversation. */
export function pop3Follower(rewrite: Pop3Rewrite): Follower {
  const talk: Talk = {
    rewrite,
    cutters: { dialer: lineCutter(), answerer: lineCutter() },
    awaited: [{ verb: 'greeting', many: false }],
    said: [],
    started: false,
    inLines: false,
    inAuth: false,
    opaque: false,
  }
  return {
    follow: (from, bytes) => follow(talk, from, bytes),
    release: from => release(talk, from),
    heldBytes: () => talk.cutters.dialer.heldBytes() + talk.cutters.answerer.heldBytes(),
  }
}

function follow(talk: Talk, from: Role, bytes: Uint8Array): readonly Said[] {
  if (from === 'dialer' && !talk.started) {
    talk.started = true
    talk.opaque = beginsTls(bytes)
  }
  if (talk.opaque) return [{ to: otherRole(from), text: textOf(bytes) }]
  talk.cutters[from].add(bytes)
  for (let piece = talk.cutters[from].next(); piece; piece = talk.opaque ? undefined : talk.cutters[from].next())
    hear(talk, from, piece)
  return takeSaid(talk)
}

function release(talk: Talk, from: Role): readonly Said[] {
  const piece = talk.cutters[from].flush()
  if (piece) hear(talk, from, piece)
  return takeSaid(talk)
}

function takeSaid(talk: Talk): readonly Said[] {
  const said = talk.said
  talk.said = []
  return said
}

function hear(talk: Talk, from: Role, piece: Piece): void {
  if (!piece.begins) show(talk, otherRole(from), { kind: 'rest', text: piece.text })
  else if (from === 'dialer') hearDialer(talk, piece.text)
  else hearAnswerer(talk, piece.text)
}

function hearDialer(talk: Talk, text: string): void {
  if (talk.inAuth) {
    talk.inAuth = false
    return void show(talk, 'answerer', { kind: 'auth', text })
  }
  const [, verb = '', argument = ''] = /^([^ \r\n]*) ?([^\r\n]*)/.exec(text) ?? []
  const command = { kind: 'command', text, verb: verb.toUpperCase(), argument } as const
  const decision = talk.rewrite(command)
  if (typeof decision === 'string') talk.said.push({ to: 'answerer', text: decision })
  if (talk.awaited.length >= AWAITED_CAP) return
  const awaited = { verb: command.verb, many: MANY.test(text.trim()) }
  talk.awaited.push(typeof decision === 'string' ? awaited : { ...awaited, answer: decision.answer })
  answerDue(talk)
}

function hearAnswerer(talk: Talk, text: string): void {
  const asked = talk.awaited[0] ?? { verb: '', many: false }
  if (talk.inLines) return hearLine(talk, text, asked.verb)
  const greeting = asked.verb === 'greeting'
  show(talk, 'dialer', greeting ? { kind: 'greeting', text } : { kind: 'status', text, to: asked.verb })
  const ok = /^\+OK/i.test(text)
  talk.inAuth = asked.verb === 'AUTH' && /^\+(?!OK)/i.test(text)
  talk.inLines = ok && asked.many
  if (talk.inAuth || talk.inLines) return
  conclude(talk)
  if (ok && asked.verb === 'STLS') goBlind(talk)
}

function hearLine(talk: Talk, text: string, to: string): void {
  talk.inLines = !/^\.\r?\n$/.test(text)
  show(talk, 'dialer', { kind: talk.inLines ? 'line' : 'end', text, to })
  if (!talk.inLines) conclude(talk)
}

function conclude(talk: Talk): void {
  talk.awaited.shift()
  answerDue(talk)
}

/** The device's own answers, as far as no answer of the answerer is due before them. */
function answerDue(talk: Talk): void {
  for (let head = talk.awaited[0]; head?.answer !== undefined; head = talk.awaited[0]) {
    talk.said.push({ to: 'dialer', text: head.answer })
    talk.awaited.shift()
  }
}

function show(talk: Talk, to: Role, item: Pop3Item): void {
  const decision = talk.rewrite(item)
  talk.said.push({ to, text: typeof decision === 'string' ? decision : decision.answer })
}

/** From here all is ciphertext; what was still held goes out as it is. */
function goBlind(talk: Talk): void {
  talk.opaque = true
  for (const from of ['dialer', 'answerer'] as const)
    talk.said.push({ to: otherRole(from), text: talk.cutters[from].take(Number.POSITIVE_INFINITY) })
}
