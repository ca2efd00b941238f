/**
 * What the two hosts said of themselves that a reader must know: whether their own firewalls could be asked, and whom
 * the mail server admits to SSH. Knows nothing of what the rules are.
 */
import type { Report, ReportRow, RunEnd } from './report.ts'
import { wrap } from './text.ts'

/** Lines of the section on SSH; all addresses are in the JSON. */
const maxSshLines = 6

const sshPort = 22

/** Verdicts that a host's own firewall may be behind. */
const stopped: readonly ReportRow['verdict'][] = [
  'lost-out',
  'lost-back',
  'lost',
  'refused-by-host',
  'refused-by-path',
  'refused',
]

type Firewall = NonNullable<RunEnd['host']>['firewall']

/**
 * One note for each host on its own firewall: read, and when; or not readable, why, and how to make it readable. None
 * unless something was lost or refused: nobody else has to know.
 */
export function firewallNotes({ ports, run }: Pick<Report, 'ports' | 'run'>): readonly string[] {
  if (!ports.some(({ verdict }) => stopped.includes(verdict))) return []
  const ends: readonly (readonly [name: string, end: RunEnd | null])[] = [
    ['the mail server', run.responder],
    ['the client', run.client],
  ]
  const notes = ends.map(([name, end]) => [name, noteOf(end?.host?.firewall)] as const)
  const [server, client] = notes.map(([, note]) => note)
  // What is true of both hosts in the same words is said once.
  if (server === client && server !== undefined && server !== null) return [`firewalls of both hosts: ${server}`]
  return notes.flatMap(([name, note]) => (note === null ? [] : [`firewall of ${name} itself: ${note}`]))
}

function noteOf(firewall: Firewall | undefined): string | null {
  if (firewall === undefined) return null
  if (firewall.state === 'not-readable')
    return `its rules are not readable (${firewall.why}), so it may be the one that stops it; to have them read: ${firewall.how}`
  const tools = firewall.tools.length === 0 ? 'there are none' : firewall.tools.join(', ')
  return `its rules were read at ${firewall.at} (${tools})`
}

/**
 * Whom an external firewall must let in to SSH as well, since the mail server's hosts.allow(5) does. Nothing unless the
 * report has a row for incoming SSH and the file names somebody.
 */
export function sshLines({ ports, run }: Pick<Report, 'ports' | 'run'>, columns: number): readonly string[] {
  const admits = run.responder?.host?.sshAdmits ?? []
  const hasSsh = ports.some(
    ({ direction, transport, port }) => direction === 'incoming' && transport === 'tcp' && port === sshPort,
  )
  if (!hasSsh || admits.length === 0) return []
  let shown = admits.length
  let lines = linesOf(admits, columns)
  while (lines.length > maxSshLines && shown > 0) {
    shown = Math.floor((shown * maxSshLines) / lines.length)
    lines = linesOf([...admits.slice(0, shown), `and ${admits.length - shown} more (all in the JSON)`], columns)
  }
  return lines
}

function linesOf(admits: readonly string[], columns: number): readonly string[] {
  const list = admits.map(it => (it.toUpperCase() === 'ALL' ? 'ALL (every address)' : it)).join(', ')
  const title = 'An external firewall must also admit to SSH (from /etc/hosts.allow of the mail server):'
  return wrap(`${title} ${list}`, columns, { first: '', rest: '  ' })
}
