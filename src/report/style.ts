/**
 * Colour, as a table of five inks. A report must read the same without them: sign and word say everything, ink only
 * helps the eye. Knows nothing of what is written.
 */

export type Ink = 'fault' | 'warning' | 'good' | 'strong' | 'dim'

/** Paints a piece of text that has its final width already. */
export type Paint = (ink: Ink, text: string) => string

/** Where lines are drawn: how wide it is, and how to paint there. */
export interface Canvas {
  readonly columns: number
  readonly paint: Paint
}

/** SGR numbers: on, off (ECMA-48, 8.3.117). The plain eight colours, because an administrator's palette knows them. */
const inks: Readonly<Record<Ink, readonly [on: number, off: number]>> = {
  fault: [31, 39],
  warning: [33, 39],
  good: [32, 39],
  strong: [1, 22],
  dim: [2, 22],
}

/** A painter; without colour it gives every text back as it is. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_ink, text) => text
  return (ink, text) => (text === '' ? '' : `\x1b[${inks[ink][0]}m${text}\x1b[${inks[ink][1]}m`)
}

/** Whether to use colour: on a terminal that is not dumb, unless NO_COLOR is set to anything (no-color.org). */
export function wantsColour({
  env,
  isTTY,
}: {
  env: Readonly<Record<string, string | undefined>>
  isTTY: boolean
}): boolean {
  return isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}
