/**
 * Where the responder's half goes when nobody names a place, and whether it can go there: a responder that root starts goes
 * on as another user, who may write less. Decided before it starts. Knows nothing of bundles.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setprivArguments, type User, unprivilegedUser } from '../responder/privileges.ts'
import { checkBundlePlace } from './bundle-file.ts'
import { UsageError } from './exit.ts'
import { defaultHalf } from './offline-files.ts'

/** A folder that every user may write, and that outlives a reboot (hier(7)). */
const everybodys = '/var/tmp'

/** Succeeds when the user that runs it may make a file in the folder. */
const LOOK = '[ -d "$1" ] && [ -w "$1" ] && [ -x "$1" ]'

/** The user as whom a responder goes on that is started here and now; null: as the one who starts it. */
export function userAfterRoot(): User | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  return unprivilegedUser(readFileSync('/etc/passwd', 'utf8'))
}

/** The absolute name of the file for the half. Rejects with UsageError when it could not be written there. */
export async function halfPlace(named: string | undefined, user: User | null): Promise<string> {
  const file = resolve(named ?? (user === null ? defaultHalf.responder : join(everybodys, defaultHalf.responder)))
  await checkBundlePlace(file)
  if (user !== null && !mayWrite(user, dirname(file))) {
    throw new UsageError(
      `${dirname(file)} cannot be written by the user ${user.name}, as which the responder goes on; name a file in a folder such as ${everybodys}`,
    )
  }
  return file
}

/** Tries it as that user. Where setpriv is missing the responder does not start, and says so itself. */
function mayWrite(user: User, folder: string): boolean {
  const command = [...setprivArguments(user, []), 'sh', '-c', LOOK, 'sh', folder]
  const { error, status } = spawnSync('setpriv', command, { cwd: '/', stdio: 'ignore' })
  return error !== undefined || status === 0
}
