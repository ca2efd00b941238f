/**
 * What every command owes to whoever runs it, whatever happened: no stack trace ever, and one line when it could not do
 * its work.
 */
import assert from 'node:assert/strict'
import type { Ended } from './programs.ts'

/** The lines that say how far a run is, where nothing can be redrawn. */
const progress =
  /^(pairing|planning|opening the ports|testing|fetching the tapes|comparing|repeating what differed|judging|done)( \(\d+\/\d+ sessions\))?$/

/** What stands on stderr beside the progress, line by line. */
export function complaints({ stderr }: Pick<Ended, 'stderr'>): readonly string[] {
  return stderr.split('\n').filter(line => line !== '' && !progress.test(line))
}

/** Nothing of Node's own is shown: no stack, no warning. */
export function assertNoTrace({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): void {
  assert.doesNotMatch(`${stdout}\n${stderr}`, /^\s+at .*:\d+:\d+\)?$|node:internal|\(node:\d+\)|Warning:/m)
}

/** It could not do its work: one line says why and what to do, and the status is 2. */
export function assertRefused(ended: Ended, line: RegExp): void {
  assertNoTrace(ended)
  assert.deepEqual([ended.status, ended.stdout], [2, ''], ended.stderr)
  const said = complaints(ended)
  assert.equal(said.length, 1, ended.stderr)
  assert.match(said[0] ?? '', line)
}

/** The same for an argument that cannot be: commander adds hints in brackets, each on a line. */
export function assertMisused(ended: Ended, line: RegExp): void {
  assertNoTrace(ended)
  assert.deepEqual([ended.status, ended.stdout], [2, ''], ended.stderr)
  const said = complaints(ended).filter(it => !/^\(.*\)$/.test(it))
  assert.equal(said.length, 1, ended.stderr)
  assert.match(said[0] ?? '', line)
}
