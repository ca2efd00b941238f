/**
 * How the demo is wired on one host: which port each program listens on, and which port the middlebox has in front of
 * it. Pure.
 */
import type { MiddleboxLink } from '../middlebox/order.ts'
import type { Row } from '../plan/session.ts'

export interface Layout {
  /** What the client is told to check. */
  readonly rows: readonly Row[]
  /** Where the middlebox listens, and where it leads. */
  readonly links: readonly MiddleboxLink[]
}

/** Ports that `layOut` needs. */
export const portsNeeded = 8

/** Four rows (SMTP and echo, both directions) and a middlebox before each, on every address. */
export function layOut(ports: readonly number[], addresses: readonly string[]): Layout {
  const [smtpIn = 0, echoIn = 0, smtpOut = 0, echoOut = 0, ...before] = ports
  const rows = [
    { direction: 'incoming', transport: 'tcp', port: smtpIn, protocol: 'smtp' },
    { direction: 'incoming', transport: 'tcp', port: echoIn, protocol: 'echo' },
    { direction: 'outgoing', transport: 'tcp', port: smtpOut, protocol: 'smtp' },
    { direction: 'outgoing', transport: 'tcp', port: echoOut, protocol: 'echo' },
  ] as const satisfies readonly Row[]
  const dialed = rows.map((row, at) => ({ ...row, dialPort: before[at] ?? 0 }))
  const links = dialed.flatMap(({ port, dialPort, protocol }) =>
    addresses.map(address => ({ listen: { address, port: dialPort }, to: { address, port }, protocol })),
  )
  return { rows: dialed, links }
}
