/**
 * The square: every emulated device against every probe, over real sockets. Each cell is judged from its probe's own
 * sessions alone, so that it says what that probe would have found by itself.
 */
import { judge } from '../../src/explain/judge.ts'
import { devices } from '../../src/middlebox/devices.ts'
import type { Protocol } from '../../src/plan/session.ts'
import type { Probe } from '../../src/probes/probe.ts'
import { probes } from '../../src/probes/probes.ts'
import { runThrough, type World } from '../support/world.ts'

/** What is spoken on a row of the square; inside TLS from the first byte on there is one, because no device here looks into it. */
const columns = ['smtp', 'imap', 'pop3', 'smtps', 'echo'] as const satisfies readonly Protocol[]

export type Column = (typeof columns)[number]

/** What one probe saw of one device. */
export interface Cell {
  readonly device: string
  readonly probe: string
  readonly protocol: Column
  /** The probe; where it is asked on several rows, with the protocol of all but the first. */
  readonly column: string
  /** Findings of the incoming and of the outgoing direction, as `id flow = device named`, each once, sorted. */
  readonly incoming: readonly string[]
  readonly outgoing: readonly string[]
}

/** They change nothing: whatever is odd about their runs must show. */
const unchanging = ['none', 'chop', 'late']
/** Runs of one device until nobody else has called. */
const MOST_TRIES = 3
/** Devices under way at once: most of their time is waiting. */
const AT_ONCE = 4

/** Devices that fall silent: what they do is waited for, half a minute and more. */
const slow = [
  ...['stall', 'inspector-drop', 'no-pipelining', 'lost-dot', 'bdat-stall', 'generic-handler', 'answer-for-you'],
  ...['window-stall', 'cut-off'],
]

/** Runs these devices, all unless told (slow ones first), and gives their cells. */
export async function drawSquare({
  only = devices.map(device => device.name),
  rows = columns,
  onDone = () => undefined,
}: {
  readonly only?: readonly string[]
  /** What is spoken on them: all unless told. */
  readonly rows?: readonly Column[]
  readonly onDone?: (device: string) => void
} = {}): Promise<readonly Cell[]> {
  const names = [...only].sort((a, b) => Number(slow.includes(b)) - Number(slow.includes(a)))
  const cells: Cell[] = []
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      cells.push(...(await cellsOf(name, rows)))
      onDone(name)
    }
  })
  await Promise.all(workers)
  return cells
}

/**
 * A run that no other program on this machine has called into: a stranger on an armed port leaves it unknown who answered there,
 * which is true, and says nothing of the device.
 */
async function runAlone(device: string, rows: readonly Column[]): Promise<World> {
  for (let tries = 1; ; tries++) {
    const world = await runThrough({ device, deep: true, protocols: rows, asks: { signatures: true } })
    const hadStrangers = world.report.run.notes.some(note => note.startsWith('connections of strangers'))
    if (!hadStrangers || unchanging.includes(device) || tries === MOST_TRIES) return world
  }
}

async function cellsOf(device: string, spoken: readonly Column[]): Promise<readonly Cell[]> {
  const { results, report } = await runAlone(device, spoken)
  if (report.ports.length !== 2 * spoken.length) throw new Error(`${device}: the run has ${report.ports.length} rows`)
  const asked = probes.filter(probe => probe.transports.includes('tcp') && columnsOf(probe).length > 0)
  return asked.flatMap(probe =>
    columnsOf(probe)
      .filter(it => spoken.includes(it))
      .map(protocol => {
        const mine = results.filter(it => it.session.probe === probe.name && it.session.row.protocol === protocol)
        const column = protocol === columnsOf(probe)[0] ? probe.name : `${probe.name}/${protocol}`
        return {
          device,
          probe: probe.name,
          protocol,
          column,
          incoming: foundIn('incoming'),
          outgoing: foundIn('outgoing'),
        }

        function foundIn(direction: 'incoming' | 'outgoing'): readonly string[] {
          const its = mine.filter(it => it.session.row.direction === direction)
          const rows = [...new Set(its.map(it => it.session.row))].slice(0, 1)
          const { findings } = judge(its, { clientNats: new Map(), untestedRows: new Map(), rows })
          return [...new Set(findings.map(it => `${it.id} ${it.flow ?? '-'} = ${it.device?.name ?? '-'}`))].sort()
        }
      }),
  )
}

function columnsOf({ protocols }: Probe): readonly Column[] {
  return columns.filter(it => protocols === 'any' || protocols.includes(it))
}
