/**
 * `pathproof responder --offline`: plays every cycle by the clock, for one client, and writes a half of each cycle in which
 * somebody was heard. What the administrator must know is printed before the first one.
 */
import { firstLineOf } from '../src/control/errors.ts'
import type { InstallationKey } from '../src/control/installation-key.ts'
import { timeText } from '../src/offline/clock.ts'
import type { Half } from '../src/offline/half.ts'
import { type ResponderCyclesOptions, responderCycles } from '../src/offline/responder.ts'
import { nameOfCycle, writeHalf } from './offline-files.ts'
import { freeName } from './second-place.ts'

export interface OfflineResponder extends Omit<ResponderCyclesOptions, 'onHalf'> {
  readonly key: InstallationKey
  /** Where the half of the first cycle goes; later ones have its time in their names. */
  readonly file: string
}

/** What came of it. */
export interface OfflineOutcome {
  readonly files: readonly string[]
  /** A half could be written nowhere. */
  readonly isFailed: boolean
}

/** Plays all cycles: `responderCycles`, or what stands for it. */
export type PlayCycles = (options: ResponderCyclesOptions) => Promise<readonly Half[]>

/** Plays until its time is over or it is called off. */
export async function playOffline(
  options: OfflineResponder,
  play: PlayCycles = responderCycles,
): Promise<OfflineOutcome> {
  const { tell, file, key, firewall } = options
  const files: string[] = []
  let isFailed = false

  async function keep(half: Half): Promise<void> {
    const { cycle } = half.record
    const name = files.length === 0 && !isFailed ? file : await freeName(nameOfCycle(file, cycle))
    try {
      files.push(await writeHalf(name, { half, key, firewall, hostsAllow: false }, { tell, warn: tell }))
    } catch (error) {
      // The cycles to come are not lost with this one.
      isFailed = true
      tell(`the half of the cycle of ${timeText(Date.parse(cycle))} UTC is lost: ${firstLineOf(error)}`)
    }
  }

  const halves = await play({
    ...options,
    onHalf: async half => {
      if (half.tapes.length > 0) await keep(half)
    },
  })
  const last = halves.at(-1)
  if (last === undefined) tell('ended before a cycle was begun; nothing was taped')
  else if (files.length === 0 && !isFailed) {
    tell('the client was not heard in any cycle; the half of the last one is written all the same')
    await keep(last)
  }
  for (const line of nextLines(files)) tell(line)
  return { files, isFailed }
}

function nextLines(files: readonly string[]): readonly string[] {
  const [only, ...others] = files
  if (only === undefined) return []
  if (others.length === 0) return [`now: pathproof merge CLIENT-HALF ${only} -o ticket.zip`]
  return [
    'now: pathproof merge CLIENT-HALF RESPONDER-HALF -o ticket.zip',
    `the responder's half is that of the client's cycle: ${files.join(', ')}`,
  ]
}
