/**
 * Which words were changed and which passed, over all conversations of the rows of a finding: keywords of EHLO replies
 * and commands, from the tapes of both ends. Nothing is said where the two ends' words cannot be laid beside each other.
 */
import { textOf } from '../bytes.ts'
import { bytesOn, clearBytes } from '../tape/flow.ts'
import type { Layer, Tape } from '../tape/tape.ts'
import { type Dialog, dialogOf, firstWord, repliesOf } from './dialog.ts'
import type { Gathered } from './gathered.ts'

/** A word, and how it came; '' where it did not come. */
export interface WordPair {
  readonly sent: string
  readonly heard: string
}

export interface WordList {
  /** Each word once, with all forms in which it came. */
  readonly changed: readonly { readonly sent: string; readonly heard: readonly string[] }[]
  /** Words that came as they were sent, always. */
  readonly passed: readonly string[]
  /** The last letter of an overwritten word is its number among those of one reply: A, B, C. */
  readonly isNumbered: boolean
}

/** A list for each finding of which words can be told; null for the others. */
export type WordLists = (gathered: Gathered) => WordList | null

/** Longer conversations hold messages, not words. Bytes of one flow. */
const maxFlowBytes = 65_536

type Kind = 'keywords' | 'commands'

/** The lists, from all tapes of a run; a conversation is read once. */
export function wordLists(tapes: readonly Tape[]): WordLists {
  const conversations = conversationsOf(tapes)
  return gathered => {
    const kind = kindOf(gathered.shown.id)
    if (kind === null) return null
    const rows = new Set([gathered.shown, ...gathered.others].map(placeOf))
    const layers = new Set(gathered.shown.evidence.map(({ layer }) => layer))
    const its = conversations.filter(({ dialer }) => rows.has(placeOf(dialer.head)))
    const turns = its.flatMap(it => [...layers].flatMap(layer => pairsIn(it, layer, kind)))
    return listOf(turns)
  }
}

function kindOf(id: Gathered['shown']['id']): Kind | null {
  if (id === 'smtp.ehlo.keyword-masked' || id === 'smtp.ehlo.keyword-removed') return 'keywords'
  return id === 'smtp.command.masked' ? 'commands' : null
}

type Place = Pick<Gathered['shown'], 'direction' | 'family' | 'transport' | 'port'>

function placeOf({ direction, family, transport, port }: Place): string {
  return `${direction} ${family} ${transport} ${port}`
}

interface Conversation {
  readonly dialer: Tape
  readonly answerer: Tape
}

function conversationsOf(tapes: readonly Tape[]): readonly Conversation[] {
  const dialers = new Map(tapes.flatMap(tape => (tape.head.role === 'dialer' ? [[tape.head.session, tape]] : [])))
  return tapes.flatMap(answerer => {
    const dialer = answerer.head.role === 'answerer' ? dialers.get(answerer.head.session) : undefined
    return dialer === undefined || answerer.head.session === null ? [] : [{ dialer, answerer }]
  })
}

/** The words of one reply, or of all commands. */
function pairsIn(it: Conversation, layer: Layer, kind: Kind): readonly (readonly WordPair[])[] {
  const flows = flowsOf(it, layer)
  if (flows === null) return []
  const dialog = dialogOf(flows.commands.sent, flows.replies.sent, layer === 'wire')
  // Inside TLS some conversations are the library's own, and the tape has only the message.
  const [first] = dialog.commands
  if (first === undefined || !/^(?:EHLO|HELO) /i.test(flows.commands.sent.slice(first.from, first.to))) return []
  return kind === 'commands' ? commandPairs(flows.commands, dialog) : keywordPairs(flows.replies, dialog)
}

interface Flow {
  readonly sent: string
  readonly heard: string
}

function flowsOf({ dialer, answerer }: Conversation, layer: Layer): Record<'commands' | 'replies', Flow> | null {
  const text = (tape: Tape, kind: 'sent' | 'heard') =>
    textOf(layer === 'wire' ? clearBytes(tape, kind) : bytesOn(tape, kind, layer))
  if ([dialer, answerer].some(tape => sizeOf(tape) > 2 * maxFlowBytes)) return null
  return {
    commands: { sent: text(dialer, 'sent'), heard: text(answerer, 'heard') },
    replies: { sent: text(answerer, 'sent'), heard: text(dialer, 'heard') },
  }
}

/** Without putting them together. */
function sizeOf({ events }: Tape): number {
  return events.reduce((sum, event) => sum + ('bytes' in event ? event.bytes.length : 0), 0)
}

/** Commands are laid beside each other where no length was changed. */
function commandPairs({ sent, heard }: Flow, { commands }: Dialog): readonly (readonly WordPair[])[] {
  if (sent.length !== heard.length) return []
  return [
    commands.map(({ from, to }) => ({
      sent: firstWord(sent.slice(from, to)),
      heard: firstWord(heard.slice(from, to)),
    })),
  ]
}

/** Keywords of each EHLO reply: in place where no length was changed, else by name. */
function keywordPairs({ sent, heard }: Flow, { replies }: Dialog): readonly (readonly WordPair[])[] {
  const came = repliesOf(heard)
  const isInPlace = sent.length === heard.length
  if (!isInPlace && came.length !== replies.length) return []
  return replies.flatMap(({ lines, verb }, at) => {
    if (verb !== 'EHLO') return []
    const words = lines.slice(1).map(({ from, to }) => keywordOf(sent.slice(from, to)))
    const heardWords = isInPlace
      ? lines.slice(1).map(({ from, to }) => keywordOf(heard.slice(from, to)))
      : byName(words, new Set(came[at]?.map(({ from, to }) => keywordOf(heard.slice(from, to)))))
    return [words.map((word, index) => ({ sent: word, heard: heardWords[index] ?? '' }))]
  })
}

function byName(words: readonly string[], came: ReadonlySet<string>): readonly string[] {
  return words.map(word => (came.has(word) ? word : ''))
}

function keywordOf(line: string): string {
  return firstWord(line.slice(4))
}

function listOf(turns: readonly (readonly WordPair[])[]): WordList | null {
  const pairs = turns.flat().filter(({ sent }) => sent !== '')
  const changed = new Map<string, Set<string>>()
  for (const { sent, heard } of pairs)
    if (sent !== heard) changed.set(sent, (changed.get(sent) ?? new Set()).add(heard))
  if (changed.size === 0) return null
  const passed = new Set(pairs.flatMap(({ sent, heard }) => (sent === heard && !changed.has(sent) ? [sent] : [])))
  return {
    changed: [...changed].map(([sent, heard]) => ({ sent, heard: [...heard].sort() })).sort(byWord),
    passed: [...passed].sort(),
    isNumbered: areNumbered(turns),
  }
}

function byWord(a: { readonly sent: string }, b: { readonly sent: string }): number {
  return a.sent < b.sent ? -1 : 1
}

/** In every reply, and with more than one word in at least one of them. */
function areNumbered(turns: readonly (readonly WordPair[])[]): boolean {
  const overwritten = turns.map(pairs => pairs.filter(({ sent, heard }) => sent !== heard).map(({ heard }) => heard))
  const isNumber = (word: string, at: number) => /^X*[A-Z]$/.test(word) && word.charCodeAt(word.length - 1) === 65 + at
  return overwritten.some(words => words.length > 1) && overwritten.every(words => words.every(isNumber))
}
