/**
 * Follows an SMTP conversation from between its two ends: which line is a command, which belongs to a message, which
 * reply answers which command. Every item is shown to a `Rewrite`, which says what is passed on in its place.
 * Works on any segmentation and loses no byte. Knows nothing of connections, of time, or of any device.
 */
import { textOf } from '../bytes.ts'
import { otherRole, type Role } from '../script/script.ts'
import { beginsTls, type Said } from './follower.ts'
import { type LineCutter, lineCutter, type Piece } from './line-cutter.ts'
import { type MessageItem, messageReader } from './message-lines.ts'
import { type ReplyPart, replyReader } from './reply-lines.ts'

/** What a device sees pass. `text` is what is passed on when the device wants nothing. */
export type SmtpItem =
  /** A command line; `verb` in capitals. */
  | { readonly kind: 'command'; readonly text: string; readonly verb: string }
  /** A dialer's line inside an AUTH exchange (RFC 4954, 4). */
  | { readonly kind: 'auth'; readonly text: string }
  /** Bytes of a BDAT chunk (RFC 3030). */
  | { readonly kind: 'chunk'; readonly text: string }
  | MessageItem
  /**
   * A reply, or the lines of it that came before the hold ended. `to` is the verb it answers, `greeting` or
   * `message-end`; '' when nobody asked.
   */
  | ({ readonly text: string; readonly to: string } & Extract<ReplyPart, { kind: 'reply' }>)
  /** More of a line whose beginning was shown before. */
  | { readonly kind: 'rest'; readonly text: string; readonly to: string }

/**
 * What is passed on in the item's place. `answer`: nothing; the device itself answers the command (or the end of the
 * message), when the replies to earlier commands have passed.
 */
export type Decision = string | { readonly answer: string }
export type Rewrite = (item: SmtpItem) => Decision

interface Awaited {
  readonly verb: string
  readonly answer?: string
}

/** One conversation; the functions below change it. */
export interface SmtpTalk {
  readonly rewrite: Rewrite
  readonly cutters: { readonly [by in Role]: LineCutter }
  readonly replies: ReturnType<typeof replyReader>
  /** What the dialer said and nobody answered yet, oldest first. */
  readonly awaited: Awaited[]
  said: Said[]
  place: 'start' | 'commands' | 'auth' | 'message'
  readMessage: ReturnType<typeof messageReader>
  chunkLeftBytes: number
  replyCode: string
  /** STARTTLS was answered with 220. */
  tlsBegun: boolean
  /** What passes is not SMTP any more: ciphertext. It is handed on as it comes. */
  opaque: boolean
}

/** Commands followed at most; one end that only talks must not fill the memory. */
const AWAITED_CAP = 4096

/** A new conversation. `greeted`: the greeting has passed, or was the device's own. */
export function smtpTalk(rewrite: Rewrite, greeted: boolean): SmtpTalk {
  return {
    rewrite,
    cutters: { dialer: lineCutter(), answerer: lineCutter() },
    replies: replyReader(),
    awaited: greeted ? [] : [{ verb: 'greeting' }],
    said: [],
    place: 'start',
    readMessage: messageReader(),
    chunkLeftBytes: 0,
    replyCode: '',
    tlsBegun: false,
    opaque: false,
  }
}

/** Follows bytes that one end said; returns what goes out. */
export function follow(talk: SmtpTalk, from: Role, bytes: Uint8Array): readonly Said[] {
  if (from === 'dialer' && talk.place === 'start') {
    talk.opaque = beginsTls(bytes)
    talk.place = 'commands'
  }
  if (talk.opaque) return [{ to: otherRole(from), text: textOf(bytes) }]
  talk.cutters[from].add(bytes)
  while (!talk.opaque && step(talk, from));
  return takeSaid(talk)
}

/** Passes on what is held of one end's words: it says no more, or not soon enough. */
export function release(talk: SmtpTalk, from: Role): readonly Said[] {
  const piece = talk.cutters[from].flush()
  if (piece) hear(talk, from, piece)
  const part = from === 'answerer' ? talk.replies.flush() : undefined
  if (part) hearReply(talk, part)
  return takeSaid(talk)
}

/** Bytes held back because their line or reply is not complete. */
export function heldBytes(talk: SmtpTalk): number {
  return talk.cutters.dialer.heldBytes() + talk.cutters.answerer.heldBytes() + talk.replies.heldBytes()
}

/** The verb of a command line in capitals, whatever stands before and after it. */
export function verbOf(text: string): string {
  return (/^[ \t]*([^ \t\r\n]*)/.exec(text)?.[1] ?? '').toUpperCase()
}

function takeSaid(talk: SmtpTalk): readonly Said[] {
  const said = talk.said
  talk.said = []
  return said
}

/** Follows one piece of what one end said; false when there is none. */
function step(talk: SmtpTalk, from: Role): boolean {
  if (from === 'dialer' && talk.chunkLeftBytes > 0) return hearChunk(talk)
  const piece = talk.cutters[from].next()
  if (piece) hear(talk, from, piece)
  return piece !== undefined
}

function hear(talk: SmtpTalk, from: Role, piece: Piece): void {
  const part = from === 'answerer' ? talk.replies.add(piece) : undefined
  if (part) hearReply(talk, part)
  if (from === 'dialer') hearDialer(talk, piece)
}

function hearChunk(talk: SmtpTalk): boolean {
  const text = talk.cutters.dialer.take(talk.chunkLeftBytes)
  talk.chunkLeftBytes -= text.length
  if (text !== '') pass(talk, { kind: 'chunk', text })
  return text !== ''
}

function hearDialer(talk: SmtpTalk, piece: Piece): void {
  if (talk.place === 'message') hearMessage(talk, piece)
  else if (!piece.begins) pass(talk, { kind: 'rest', text: piece.text, to: '' })
  else if (talk.place === 'auth') hearAuth(talk, piece.text)
  else hearCommand(talk, piece.text)
}

function hearAuth(talk: SmtpTalk, text: string): void {
  talk.place = 'commands'
  expectReply(talk, 'AUTH', pass(talk, { kind: 'auth', text }))
}

/** What follows DATA is the message, also when it does not wait for the 354: no command may follow (RFC 2920, 3.1). */
function hearCommand(talk: SmtpTalk, text: string): void {
  const verb = verbOf(text)
  const decision = pass(talk, { kind: 'command', text, verb })
  if (verb === 'DATA' && typeof decision === 'string') beginMessage(talk)
  expectReply(talk, verb, decision)
  // A device that altered the command does not know BDAT either, and takes the chunk for commands.
  if (decision === text) talk.chunkLeftBytes = Number(/^BDAT +(\d+)/i.exec(text)?.[1] ?? 0)
}

function hearMessage(talk: SmtpTalk, piece: Piece): void {
  for (const item of talk.readMessage(piece)) {
    const decision = pass(talk, item)
    if (item.kind !== 'message-end') continue
    talk.place = 'commands'
    expectReply(talk, item.kind, decision)
  }
}

function hearReply(talk: SmtpTalk, part: ReplyPart): void {
  const text = part.kind === 'reply' ? part.lines.join('') : part.text
  if (part.begins) {
    talk.replyCode = text.slice(0, 3)
    catchUp(talk)
  }
  const asked = talk.awaited[0] ?? { verb: '' }
  const decision = talk.rewrite({ ...part, text, to: asked.verb })
  talk.said.push({ to: 'dialer', text: typeof decision === 'string' ? decision : decision.answer })
  if (!part.complete) return
  talk.awaited.shift()
  conclude(talk, asked, talk.replyCode)
  answerDue(talk)
}

/** Shows an item of the dialer to the device and passes on what it decides. */
function pass(talk: SmtpTalk, item: SmtpItem): Decision {
  const decision = talk.rewrite(item)
  if (typeof decision === 'string') talk.said.push({ to: 'answerer', text: decision })
  return decision
}

function expectReply(talk: SmtpTalk, verb: string, decision: Decision): void {
  if (talk.awaited.length < AWAITED_CAP)
    talk.awaited.push(typeof decision === 'string' ? { verb } : { verb, answer: decision.answer })
  answerDue(talk)
}

/** The device's own answers, as far as no reply of the answerer is due before them. */
function answerDue(talk: SmtpTalk): void {
  for (let head = talk.awaited[0]; head?.answer !== undefined; head = talk.awaited[0]) {
    talk.said.push({ to: 'dialer', text: head.answer })
    talk.awaited.shift()
    conclude(talk, head, head.answer.slice(0, 3))
  }
}

/** Some ends answer less often than once a command; two codes say all the same what they answer. */
function catchUp(talk: SmtpTalk): void {
  if (talk.awaited[0]?.verb === 'greeting') return
  const meant = talk.replyCode === '354' ? 'DATA' : talk.replyCode === '220' ? 'STARTTLS' : undefined
  const place = talk.awaited.findIndex(({ verb }) => verb === meant)
  if (place > 0) talk.awaited.splice(0, place)
}

/** What a reply changes for the words that come after it. */
function conclude(talk: SmtpTalk, { verb, answer }: Awaited, code: string): void {
  if (verb === 'DATA' && code === '354' && answer !== undefined) beginMessage(talk)
  if (verb === 'DATA' && code !== '354' && talk.place === 'message') talk.place = 'commands'
  if (verb === 'AUTH' && code === '334') talk.place = 'auth'
  if (verb === 'STARTTLS' && code === '220') beginTls(talk)
}

function beginMessage(talk: SmtpTalk): void {
  talk.place = 'message'
  talk.readMessage = messageReader()
}

/**
 * From here all is ciphertext; what was still held goes out as it is, in the clear, as it came. What the device still
 * had to answer in clear is not answered (RFC 3207, 4.2: all knowledge from before is discarded).
 */
function beginTls(talk: SmtpTalk): void {
  talk.tlsBegun = true
  talk.opaque = true
  talk.awaited.length = 0
  for (const from of ['dialer', 'answerer'] as const)
    talk.said.push({ to: otherRole(from), text: talk.cutters[from].take(Number.POSITIVE_INFINITY) })
}
