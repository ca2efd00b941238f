import { capability, exchange, imapDialog, onImap } from './imap.ts'
import type { Probe } from './probe.ts'

/** IMAP in clear, before any login: STARTTLS is offered and not taken (FACTS section 3, numbers 46, 47, 49). */
export const imapGreeting: Probe = {
  ...onImap,
  name: 'imap-greeting',
  shows: 'Whether the IMAP greeting, the capabilities and an ID arrive as they were said.',
  parts: ['line'],
  converse: context =>
    imapDialog(context, tag => {
      const id = `("name" "probe" "version" "1" "os" "${context.nonce}")`
      return [
        ...capability(tag(), context.random),
        ...exchange(tag(), `ID ${id}`, [`* ID ${id}`]),
        ...exchange(tag(), 'ID NIL', ['* ID NIL']),
        ...exchange(tag(), 'NOOP'),
      ]
    }),
}
