/**
 * What the reader of a merged run should know beside its findings, in words. Pure.
 */
import { plainAddress } from '../control/address.ts'
import type { Clocks, TwoPaths } from './clocks.ts'
import { strangersAt } from './seen.ts'

/** How many addresses a note names. */
const NAMED = 3

/** How the two halves fit; `clocks`: null when nothing proves that they do. */
export function notesOn(paths: TwoPaths, clocks: Clocks | null): readonly string[] {
  return [clockNote(paths, clocks), ...strangerNotes(paths)]
}

function clockNote({ client, wallOffsetMs }: TwoPaths, clocks: Clocks | null): string {
  const joined = `IPv${client.family}: two halves were joined without a control channel`
  if (clocks === null) return `${joined}; no conversation has a tape of both ends`
  const seconds = Math.abs((clocks.offsetMs - wallOffsetMs) / 1000).toFixed(1)
  return `${joined}; the clocks of the two ends differ by ${seconds} s (by ${clocks.fitting} of ${clocks.met} conversations)`
}

/** A client behind NAT has another address outside than its administrator may think. */
function strangerNotes(paths: TwoPaths): readonly string[] {
  const others = strangersAt(paths).filter(it => /^[0-9a-f.:]+$/i.test(it))
  if (others.length === 0) return []
  const named = others.slice(0, NAMED).join(', ') + (others.length > NAMED ? ' and others' : '')
  const told = plainAddress(paths.responder.peerAddress)
  return [
    `the responder talked to ${told} alone, and was called from ${named}; if that is the client, start the responder with --client and that address`,
  ]
}
