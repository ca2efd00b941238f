/**
 * Rows of ports that the command line names instead of a profile.
 */
import type { Row } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'

export interface RowsWanted {
  readonly smtp: readonly number[]
  readonly tcp: readonly number[]
  /** One direction, or null for both. */
  readonly only: Direction | null
}

/** A row for every port and direction. */
export function rowsOf({ smtp, tcp, only }: RowsWanted): readonly Row[] {
  const directions: readonly Direction[] = only === null ? ['incoming', 'outgoing'] : [only]
  return directions.flatMap(direction => [
    ...smtp.map((port): Row => ({ direction, transport: 'tcp', port, protocol: 'smtp' })),
    ...tcp.map((port): Row => ({ direction, transport: 'tcp', port, protocol: 'echo' })),
  ])
}
