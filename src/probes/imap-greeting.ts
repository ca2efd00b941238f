import { imapDialog } from './imap.ts'
import type { Probe } from './probe.ts'
import { plainScript } from './words.ts'

/** IMAP in clear, before any login. */
export const imapGreeting: Probe = {
  name: 'imap-greeting',
  shows: 'Whether the IMAP greeting, the capabilities and an ID arrive as they were said.',
  transports: ['tcp'],
  protocols: ['imap'],
  parts: ['line'],
  converse: ({ nonce, greeting }) => ({ script: plainScript([...greeting, ...imapDialog(nonce)]) }),
}
