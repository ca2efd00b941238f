/**
 * The near-miss twin of a script: all its words, but for one letter. It tells a device that goes by a word from one that
 * goes by a form. Pure; which letter is another's business.
 */
import type { Role, Script, Step } from '../script/script.ts'

/** The place names no letter that this end says. */
export class NoLetterError extends Error {
  override name = 'NoLetterError'
}

/** All that one end says, in order; steps that a device may make it skip are counted too. */
export function saidBy(steps: readonly Step[], role: Role): readonly Extract<Step, { kind: 'say' }>[] {
  return steps.filter(step => step.kind === 'say').filter(step => step.by === role)
}

/**
 * The script with the letter at offset `at` (bytes, in all that `by` says) replaced by the next one of the alphabet. What a
 * hearer requires follows the words, so that the conversation goes on as before. Throws NoLetterError.
 */
export function nearMissOf(script: Script, { by, at }: { readonly by: Role; readonly at: number }): Script {
  let left = at
  let found = false
  const steps = script.steps.map(step => {
    if (step.kind !== 'say' || step.by !== by || found) return step
    if (left >= step.bytes.length) {
      left -= step.bytes.length
      return step
    }
    found = true
    return changed(step, left)
  })
  if (!found) throw new NoLetterError(`the ${by} says fewer than ${at + 1} bytes`)
  return { ...script, steps }
}

function changed(step: Extract<Step, { kind: 'say' }>, at: number): Step {
  const bytes = step.bytes.slice()
  bytes[at] = nextLetter(bytes[at] ?? 0)
  const { require } = step
  if (require === undefined || at >= require.length) return { ...step, bytes }
  const required = Buffer.from(bytes.subarray(0, require.length)).toString('latin1').toUpperCase()
  return { ...step, bytes, require: required }
}

/** True for the letters of ASCII, the only ones that have a twin. */
export function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

/** The next letter of the same case; of the last one the first. */
export function nextLetter(byte: number): number {
  if (!isLetter(byte)) throw new NoLetterError('there is no letter at that place')
  return byte === 0x5a || byte === 0x7a ? byte - 25 : byte + 1
}
