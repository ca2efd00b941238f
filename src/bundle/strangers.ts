/**
 * Which tapes go first where there is not room for all: those of the run. Whoever else calls may call as often as he likes.
 */
import type { Tape } from '../tape/tape.ts'

/** The same in the same order, but those that name no session of the run last. */
export function strangersLast<T extends { readonly tape: Tape }>(placed: readonly T[]): readonly T[] {
  const isStranger = ({ tape }: T) => tape.head.session === null
  return [...placed.filter(it => !isStranger(it)), ...placed.filter(isStranger)]
}
