/**
 * Follows an IMAP conversation (RFC 9051) from between its two ends: which line is a command, which bytes are a literal,
 * which response ends which command. Every item is shown to an `ImapRewrite`, which says what is passed on in its place.
 * Works on any segmentation and loses no byte. Knows nothing of connections, of time, or of any device.
 */
import { textOf } from '../bytes.ts'
import { otherRole, type Role } from '../script/script.ts'
import { beginsTls, type Follower, type Said } from './follower.ts'
import { type ImapResponse, responseReader } from './imap-responses.ts'
import { type LineCutter, lineCutter } from './line-cutter.ts'

/** What a device sees pass. `text` is what is passed on when the device wants nothing. */
export type ImapItem =
  /** The first line of a command; `verb` in capitals. */
  | { readonly kind: 'command'; readonly text: string; readonly tag: string; readonly verb: string }
  /** A dialer's line that goes on with a command: after a literal, or after a `+`. */
  | { readonly kind: 'more'; readonly text: string }
  /** Bytes of a dialer's literal. */
  | { readonly kind: 'argument'; readonly text: string }
  /** The answerer's first words. */
  | { readonly kind: 'greeting'; readonly text: string }
  /** A whole response with its literals. `to`: the verb that a tagged one ends; '' for all others. */
  | { readonly kind: 'response'; readonly text: string; readonly tag: string; readonly to: string }
  /** Part of a line or of a response that is too long to hold. */
  | { readonly kind: 'rest'; readonly text: string }

/** What is passed on in the item's place. `answer`: nothing; the device itself answers the command. */
export type ImapRewrite = (item: ImapItem) => string | { readonly answer: string }

interface Talk {
  readonly rewrite: ImapRewrite
  readonly cutters: { readonly [by in Role]: LineCutter }
  readonly responses: ReturnType<typeof responseReader>
  /** Commands that nobody ended yet, by tag. */
  readonly open: Map<string, string>
  said: Said[]
  /** The device's own answers that wait for the end of a response. */
  due: string
  started: boolean
  greeted: boolean
  place: 'commands' | 'more' | 'literal'
  literalLeftBytes: number
  /** The tag of the command that is being said. */
  tag: string
  /** The rest of the command goes nowhere: the device answered it. */
  swallowed: boolean
  opaque: boolean
}

/** Open commands followed at most; one end that only talks must not fill the memory. */
const OPEN_CAP = 4096

/** What ends a line that a literal follows (RFC 9051, 4.3; RFC 7888: `+` does not wait). */
const LITERAL = /\{(\d{1,9})(\+?)\}\r\n$/

/** A new conversation. */
export function imapFollower(rewrite: ImapRewrite): Follower {
  const talk: Talk = {
    rewrite,
    cutters: { dialer: lineCutter(), answerer: lineCutter() },
    responses: responseReader(),
    open: new Map(),
    said: [],
    due: '',
    started: false,
    greeted: false,
    place: 'commands',
    literalLeftBytes: 0,
    tag: '',
    swallowed: false,
    opaque: false,
  }
  return {
    follow: (from, bytes) => follow(talk, from, bytes),
    release: from => release(talk, from),
    heldBytes: () => talk.cutters.dialer.heldBytes() + talk.cutters.answerer.heldBytes() + talk.responses.heldBytes(),
  }
}

function follow(talk: Talk, from: Role, bytes: Uint8Array): readonly Said[] {
  if (from === 'dialer' && !talk.started) {
    talk.started = true
    talk.opaque = beginsTls(bytes)
  }
  if (talk.opaque) return [{ to: otherRole(from), text: textOf(bytes) }]
  talk.cutters[from].add(bytes)
  while (!talk.opaque && (from === 'dialer' ? hearDialer(talk) : hearAnswerer(talk)));
  return takeSaid(talk)
}

function release(talk: Talk, from: Role): readonly Said[] {
  const text = talk.cutters[from].flush()?.text ?? ''
  if (from === 'dialer') pass(talk, { kind: 'rest', text })
  else hearResponse(talk, { text: `${talk.responses.flush()}${text}`, whole: false })
  return takeSaid(talk)
}

function takeSaid(talk: Talk): readonly Said[] {
  const said = talk.said
  talk.said = []
  return said
}

/** Follows one piece of what the dialer said; false when there is none. */
function hearDialer(talk: Talk): boolean {
  if (talk.place === 'literal') return hearArgument(talk)
  const piece = talk.cutters.dialer.next()
  if (!piece) return false
  if (!piece.begins) pass(talk, { kind: 'rest', text: piece.text })
  else if (talk.place === 'more') pass(talk, { kind: 'more', text: piece.text })
  else hearCommand(talk, piece.text)
  if (piece.ends) endLine(talk, piece.text)
  return true
}

function hearArgument(talk: Talk): boolean {
  const text = talk.cutters.dialer.take(talk.literalLeftBytes)
  talk.literalLeftBytes -= text.length
  if (text !== '') pass(talk, { kind: 'argument', text })
  if (talk.literalLeftBytes === 0) talk.place = 'more'
  return text !== '' || talk.place === 'more'
}

function hearCommand(talk: Talk, text: string): void {
  const [, tag = '', verb = ''] = /^([^ \r\n]*) ?([^ \r\n]*)/.exec(text) ?? []
  const command = { kind: 'command', text, tag, verb: verb.toUpperCase() } as const
  talk.tag = tag
  const decision = pass(talk, command)
  talk.swallowed = typeof decision !== 'string'
  if (!talk.swallowed && talk.open.size < OPEN_CAP) talk.open.set(tag, command.verb)
}

/** A literal of a command that the device answered comes only when it does not wait for a `+`. */
function endLine(talk: Talk, text: string): void {
  const [, length, unasked] = LITERAL.exec(text) ?? []
  const follows = length !== undefined && (unasked === '+' || !talk.swallowed)
  talk.literalLeftBytes = follows ? Number(length) : 0
  talk.place = follows ? 'literal' : 'commands'
  if (!follows) talk.swallowed = false
}

/** Shows an item of the dialer to the device and passes on what it decides. */
function pass(talk: Talk, item: ImapItem): string | { readonly answer: string } {
  if (talk.swallowed && item.kind !== 'command') return ''
  const decision = talk.rewrite(item)
  if (typeof decision === 'string') talk.said.push({ to: 'answerer', text: decision })
  else if (talk.responses.atStart()) talk.said.push({ to: 'dialer', text: decision.answer })
  else talk.due += decision.answer
  return decision
}

/** Follows one piece of what the answerer said; false when there is none. */
function hearAnswerer(talk: Talk): boolean {
  const response = talk.responses.read(talk.cutters.answerer)
  if (response) hearResponse(talk, response)
  return response !== undefined
}

function hearResponse(talk: Talk, { text, whole }: ImapResponse): void {
  const item = itemOf(talk, text, whole)
  const decision = talk.rewrite(item)
  talk.said.push({ to: 'dialer', text: typeof decision === 'string' ? decision : decision.answer })
  if (item.kind === 'response') conclude(talk, item)
  if (!talk.responses.atStart()) return
  talk.said.push({ to: 'dialer', text: talk.due })
  talk.due = ''
}

function itemOf(talk: Talk, text: string, whole: boolean): ImapItem {
  if (!whole) return { kind: 'rest', text }
  const greeting = !talk.greeted
  talk.greeted = true
  if (greeting) return { kind: 'greeting', text }
  const tag = /^[^ \r\n]*/.exec(text)?.[0] ?? ''
  return { kind: 'response', text, tag, to: talk.open.get(tag) ?? '' }
}

/** What a response changes for the words that come after it. */
function conclude(talk: Talk, { text, tag, to }: Extract<ImapItem, { kind: 'response' }>): void {
  if (tag === '+' && talk.place === 'commands') talk.place = 'more'
  if (!talk.open.delete(tag)) return
  // A literal that was refused is not said.
  if (tag === talk.tag) talk.place = 'commands'
  if (/^[^ ]+ OK/i.test(text) && (to === 'STARTTLS' || to === 'COMPRESS')) goBlind(talk)
}

/** From here all is ciphertext or compressed; what was still held goes out as it is. */
function goBlind(talk: Talk): void {
  talk.opaque = true
  for (const from of ['dialer', 'answerer'] as const)
    talk.said.push({ to: otherRole(from), text: talk.cutters[from].take(Number.POSITIVE_INFINITY) })
}
