/**
 * What a probe is: one question put to the path. Its name, where it runs, its conversations as data, and one
 * sentence on what it shows. A probe knows nothing of sockets, and nothing of what a device might do to it.
 */
import type { Random } from '../plan/random.ts'
import type { LibraryTask, Protocol } from '../plan/session.ts'
import type { Script, Step } from '../script/script.ts'

/**
 * Probes that share a round on a port share its greeting, because a listener that speaks first cannot know who called.
 * `silent`: the dialer speaks first. `lines`: a greeting of several lines. `library`: smtp-server's own greeting.
 * `line`: the greeting of one line, for everything else.
 */
export type Opening = 'silent' | 'lines' | 'library' | 'line'

export interface Probe {
  readonly name: string
  /** What it shows, in one sentence. */
  readonly shows: string
  readonly protocols: readonly Protocol[]
  /** The conversations that ask the question, each a session of its own, and how each of them opens. */
  readonly parts: readonly Opening[]
  readonly converse: (context: ProbeContext, part: number) => Conversation
}

/** Either a script for the player, or a task for the libraries. */
export type Conversation = { readonly script: Script } | { readonly library: LibraryTask }

export interface ProbeContext {
  /** This session's own word; it must ride in the dialer's first line and in a later one. */
  readonly nonce: string
  /** The greeting of the part's opening: no step, or the answerer's first words. */
  readonly greeting: readonly Step[]
  /** For what may vary between runs. The same at both ends. */
  readonly random: Random
}
