import { mysqlLogin, mysqlOk, mysqlQuit, mysqlUse } from './mysql.ts'
import type { Probe } from './probe.ts'
import { plainScript } from './words.ts'

/** The handshake in clear, one command, a polite end. The login proves nothing: the answerer has no data. */
export const mysqlHandshake: Probe = {
  name: 'mysql-handshake',
  shows: 'Whether the MySQL handshake, the login and a command arrive as they were said.',
  transports: ['tcp'],
  protocols: ['mysql'],
  parts: ['line'],
  converse: ({ nonce, greeting, random }) => {
    const login = mysqlLogin(nonce, 'probe', random.bytes(20))
    return { script: plainScript([...greeting, login, mysqlOk(2), mysqlUse(nonce), mysqlOk(1), mysqlQuit()]) }
  },
}
