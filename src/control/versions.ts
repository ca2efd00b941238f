/**
 * Whether two releases understand each other. Pure.
 */

/** `protocol` counts the changes that break the control channel or the plan; `release` is for people (1.2.3). */
export interface Version {
  readonly protocol: number
  readonly release: string
}

/** The two ends are told apart for people, so that the line names the machine to update. */
export type Program = 'client' | 'responder'

/** Null when the ends understand each other, else one line that says which end must be updated. */
export function understand(ours: Version & { readonly program: Program }, theirs: Version): string | null {
  if (ours.protocol === theirs.protocol) return null
  const far: Program = ours.program === 'client' ? 'responder' : 'client'
  const [older, newer] = ours.protocol < theirs.protocol ? [ours.program, far] : [far, ours.program]
  const release = (program: Program) => plain((program === ours.program ? ours : theirs).release)
  return `the ${older} (pathproof ${release(older)}) is too old for the ${newer} (pathproof ${release(newer)}); update pathproof ${place[older]}`
}

const place: Readonly<Record<Program, string>> = {
  client: 'on the machine where the check is run',
  responder: 'on the mail server',
}

/** The far end's own word for itself goes to a terminal. */
function plain(release: string): string {
  return release.replace(/[^0-9A-Za-z.+-]/g, '').slice(0, 40) || 'of an unknown release'
}
