import { bytesOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysBytes, saysLines } from './words.ts'

/** What both ends of rsync 3.2 begin with: protocol version and digests (FACTS 1d). */
const GREETING = '@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\n'

/** The daemon's first words. */
export function rsyncGreeting(): Step {
  return saysLines('answerer', GREETING)
}

/** The arguments of a client that wants to read, each ended by a NUL, and the empty one that ends them. */
function argumentsOf(nonce: string): Step {
  return saysBytes('dialer', bytesOf(`--server\0--sender\0-logDtpre.iLsfxCIvu\0.\0${nonce}/\0\0`))
}

/** A module that is there, and one that is not. */
export const rsyncModule: Probe = {
  name: 'rsync-module',
  shows: 'Whether the greetings of rsync, the choice of a module and its reply arrive as they were said.',
  transports: ['tcp'],
  protocols: ['rsync'],
  parts: ['line', 'line'],
  converse: ({ nonce, greeting }, part) => {
    const ask = saysLines('dialer', `${GREETING}${nonce}\n`)
    const [module, unknown] = ['@RSYNCD: OK\n', `@ERROR: Unknown module '${nonce}'\n@RSYNCD: EXIT\n`]
    const rest = part === 0 ? [saysLines('answerer', module), argumentsOf(nonce)] : [saysLines('answerer', unknown)]
    return { script: plainScript([...greeting, ask, ...rest]) }
  },
}
