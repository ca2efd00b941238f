/**
 * What was done to a mailbox session as a whole: commands that nobody gave, a list of capabilities that is somebody
 * else's, a message of which nothing is left. Each is a sign of a device, and proves none. Knows nothing of names.
 */
import { textOf } from '../../bytes.ts'
import type { Sighting } from '../group.ts'
import { capabilitiesIn } from '../imap/lists.ts'
import type { Reading } from '../observation.ts'
import type { Passage } from '../smtp/passage.ts'

/** Every command that was added deletes a message that the dialer had asked for, and never asked to delete (FACTS N9, N10). */
export function deletesUnasked({ reading }: Sighting): boolean {
  const commands = reading.passages.filter(({ kind }) => kind === 'command')
  const added = commands.filter(({ sent }) => sent === null)
  const retrieved = new Set(commands.flatMap(({ sent }) => argumentOf(sent, 'RETR')))
  const deleted = new Set(commands.flatMap(({ sent }) => argumentOf(sent, 'DELE')))
  const unasked = added.map(({ heard }) => argumentOf(heard, 'DELE'))
  return (
    added.length > 0 &&
    unasked.every(numbers => numbers.length === 1 && numbers.every(it => retrieved.has(it) && !deleted.has(it)))
  )
}

/**
 * All commands that did not arrive as they were sent are of these verbs, and in every session of the row the first one of
 * each verb did not. Behind that a session is out of step, and others may come through.
 */
export function stopsVerbs(words: readonly string[]): (sighting: Sighting, row: readonly Reading[]) => boolean {
  return ({ reading }, row) => {
    const lost = saidIn(reading).filter(({ equal }) => !equal)
    const isKnown = ({ sent }: Passage) => words.includes(sent?.verb ?? '')
    const isStopped = (said: readonly Passage[], verb: string) =>
      said.find(({ sent }) => sent?.verb === verb)?.equal !== true
    const stopsEach = row.map(saidIn).every(said => words.every(verb => isStopped(said, verb)))
    return lost.length > 0 && lost.every(isKnown) && stopsEach
  }
}

/** Commands that were sent in clear. */
function saidIn({ passages }: Reading): readonly Passage[] {
  return passages.filter(({ kind, sent, lane }) => kind === 'command' && sent !== null && lane.layer === 'wire')
}

/** The number of the message that a command names; none for another command. */
function argumentOf(side: Passage['sent'], verb: string): readonly string[] {
  if (side?.verb !== verb) return []
  const number = /^\S+\s+(\d{1,10})\s*$/.exec(textOf(side.bytes.subarray(0, 64)))?.[1]
  return number === undefined ? [] : [number]
}

/** The list of capabilities that was heard in an IMAP greeting or response is just this one. */
export function listsJust(heard: Uint8Array, words: readonly string[]): boolean {
  const list = capabilitiesIn(heard)?.words.map(word => word.toUpperCase())
  return list !== undefined && list.join(' ') === words.join(' ').toUpperCase()
}

/** The lines of an answer to CAPA are just these, in any order. */
export function offersJust(heard: Uint8Array, lines: readonly string[]): boolean {
  const all = textOf(heard).split(/\r?\n/)
  const offered = all.filter(line => line !== '' && line !== '.').map(line => line.toUpperCase())
  return offered.sort().join('\n') === [...lines].sort().join('\n')
}

/** Lines that are looked at: a notice is short, and of a long message some lines would be left. */
const MOST_LINES = 2000

/** Nothing of the body that was sent is left, not even in letters of another case; what kept its length was no notice. */
export function isReplaced(sent: Uint8Array, heard: Uint8Array): boolean {
  if (sent.length === heard.length) return false
  const said = bodyLines(sent)
  const got = new Set(bodyLines(heard))
  return said.length > 0 && got.size > 0 && said.every(line => !got.has(line))
}

/** Lines with words in them, behind the header where there is one. */
function bodyLines(message: Uint8Array): readonly string[] {
  const text = textOf(message)
  const behind = /^[\x21-\x39\x3b-\x7e]+:/.test(text) ? (/\r?\n\r?\n([\s\S]*)$/.exec(text)?.[1] ?? '') : text
  return behind
    .toLowerCase()
    .split(/\r?\n/, MOST_LINES)
    .filter(line => /\w/.test(line))
}
