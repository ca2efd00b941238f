/**
 * The profiles that come with the program. Knows nothing of files.
 */
import { mailClient } from './mail-client.ts'
import { mailHoster } from './mail-hoster.ts'
import { mx } from './mx.ts'
import { type Profile, parseProfile } from './profile.ts'

/** A profile in YAML, and whom it is for. */
export interface BuiltInProfile {
  readonly name: string
  readonly about: string
  /** YAML, as a user would write it. */
  readonly text: string
}

/** Taken when none is named. */
export const defaultProfileName = 'mail-hoster'

/** All of them, in the order in which they are listed. */
export const builtInProfiles: readonly BuiltInProfile[] = [
  { name: defaultProfileName, about: 'every port of a mail hoster, both ways (the default)', text: mailHoster },
  { name: 'mx', about: 'mail from and to other servers', text: mx },
  { name: 'mail-client', about: 'what mail programs of users reach', text: mailClient },
]

/** The built-in profile of that name; null when there is none. */
export function profileNamed(name: string): Profile | null {
  const builtIn = builtInProfiles.find(it => it.name === name)
  return builtIn === undefined ? null : parseProfile(builtIn.text, `profile ${name}`)
}
