import { latenessMs, type Opening, type Probe } from './probe.ts'
import { helo, onSmtp, quit, smtpScript } from './smtp.ts'

const parts: readonly Opening[] = ['typed', 'late-5', 'late-15', 'late-40']

/** A greeting byte by byte, and one that comes after 5, 15 and 40 seconds (FACTS section 3, number 4). */
export const smtpSlowGreeting: Probe = {
  ...onSmtp,
  name: 'smtp-slow-greeting',
  shows: 'Whether a greeting arrives that a server says byte by byte, or only after 5, 15 or 40 seconds.',
  parts,
  waitMs: part => latenessMs[parts[part] ?? 'line'] ?? 0,
  converse: ({ nonce, greeting }) => ({ script: smtpScript([...greeting, ...helo(nonce), ...quit(` ${nonce}`)]) }),
}
