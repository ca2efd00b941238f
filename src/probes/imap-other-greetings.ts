import { exchange, imapScript, logout, onImap, select, tagsOf } from './imap.ts'
import type { Probe } from './probe.ts'

/** The two greetings that a server says seldom: whoever speaks for it has to understand them (FACTS section 3, number 46). */
export const imapOtherGreetings: Probe = {
  ...onImap,
  name: 'imap-other-greetings',
  shows:
    'Whether a greeting that takes the caller for logged in, and one that sends it away, arrive as they were said.',
  parts: ['preauth', 'bye'],
  converse: ({ nonce, greeting }, part) => {
    const tag = tagsOf(nonce)
    const between = part === 0 ? [...select(tag(), 1), ...exchange(tag(), `STATUS ${nonce} (MESSAGES)`)] : []
    return { script: imapScript([...greeting, ...between, ...logout(tag(), nonce)]) }
  },
}
