/**
 * What a responder without a control channel says when it starts: the code, when it plays, and which ports stay open to
 * whom. Pure.
 */
import { encodePairing, type Pairing } from '../src/control/pairing.ts'
import { releaseName } from '../src/control/release.ts'
import { timeText } from '../src/offline/clock.ts'
import type { Addresses } from '../src/offline/ends.ts'
import { cyclesUntil, type Timing, timing as usual } from '../src/offline/schedule.ts'
import type { Row } from '../src/plan/session.ts'
import { wrap } from '../src/report/text.ts'
import type { Transport } from '../src/tape/tape.ts'

export interface OfflineIntroduction {
  readonly pairing: Pairing
  readonly paths: readonly Addresses[]
  readonly until: Date
  readonly rows: readonly Row[]
  /** As it was given; undefined: the default. */
  readonly profile: string | undefined
  /** SHA-256 of the public key, hex. */
  readonly fingerprint: string
  readonly file: string
  readonly now: Date
  readonly columns: number
  readonly timing?: Timing
}

/** The whole text, ended by a line feed. */
export function offlineIntroduction(it: OfflineIntroduction): string {
  const { pairing, paths, rows, profile, fingerprint, file, columns } = it
  const peers = paths.map(({ peerAddress }) => peerAddress).join(' and ')
  const own = paths.map(({ localAddress }) => localAddress).join(' and ')
  const given = profile === undefined ? '' : ` --profile ${profile}`
  const para = (text: string) => [...wrap(text, columns), '']
  return [
    ...para(`Pathproof responder ${releaseName} plays by the clock: there is no control channel.`),
    ...para(`Pairing code, good until ${dayText(pairing.expiresAt)}, for whoever has it:`),
    ...[encodePairing(pairing), ''],
    ...para(timesText(it)),
    ...para(
      `In each cycle these ports of ${own} stay open to ${peers} and to nobody else, whether a client comes or not:`,
    ),
    ...portLines(rows, columns),
    '',
    ...para(`Meanwhile it dials ${peers}, on the outgoing ports of the profile.`),
    ...para(`Run this on ${peers}, and give it the code when it asks; it takes part in the next cycle:`),
    ...[`  pathproof check ${paths[0]?.localAddress ?? 'HOST'} --offline${given}`, ''],
    ...para('The clocks of both ends may differ by two seconds: set them (NTP).'),
    ...para(`The half of this end goes to ${file}, signed with the key whose SHA-256 is`),
    ...[`  ${fingerprint}`, ''],
    ...para('Ctrl-C stops the responder; what was taped until then is written.'),
  ]
    .join('\n')
    .concat('\n')
}

function timesText({ now, until, timing = usual }: OfflineIntroduction): string {
  const cycles = cyclesUntil(now, until, timing)
  const [first, last] = [cycles[0] ?? until, cycles.at(-1) ?? until].map(at => `${timeText(at.getTime())} UTC`)
  const every = minutesText(timing.everyMs)
  const when =
    cycles.length === 1
      ? `The one cycle begins at ${first}`
      : `A cycle begins at ${first} and every ${every} minutes after it, ${cycles.length} in all, the last one at ${last}`
  return `${when}; one takes up to ${minutesText(timing.roomMs)} minutes.`
}

function portLines(rows: readonly Row[], columns: number): readonly string[] {
  const transports: readonly Transport[] = ['tcp', 'udp']
  const lines = transports.flatMap(transport => {
    const ports = rows
      .filter(row => row.direction === 'incoming' && row.transport === transport)
      .map(({ port }) => port)
    const first = `  ${transport.toUpperCase()} `
    return ports.length === 0 ? [] : wrap(rangesOf(ports).join(', '), columns, { first, rest: '      ' })
  })
  return lines.length > 0 ? lines : ['  none: the profile has outgoing ports alone']
}

/** `10045-10049` for ports in a row. */
function rangesOf(ports: readonly number[]): readonly string[] {
  const ranges: [number, number][] = []
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === port - 1) last[1] = port
    else ranges.push([port, port])
  }
  return ranges.flatMap(([from, to]) =>
    to - from > 1 ? [`${from}-${to}`] : from === to ? [`${from}`] : [`${from}`, `${to}`],
  )
}

function dayText(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('.000Z', ' UTC')
}

function minutesText(ms: number): string {
  return String(Math.ceil(ms / 60_000))
}
