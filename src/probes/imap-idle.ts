import type { Step } from '../script/script.ts'
import { imapDialog, login, onImap, says, select } from './imap.ts'
import type { Probe } from './probe.ts'
import { idleTimesMs } from './smtp-idle.ts'

/**
 * IDLE (RFC 2177): after the silence the server tells of a new message. That is what a mail program waits for, and what never
 * comes when a device has forgotten the connection.
 */
function idling(tag: string, waitMs: number): Step[] {
  return [
    says('dialer', [`${tag} IDLE`]),
    says('answerer', ['+ idling']),
    { kind: 'silence', waitMs },
    says('answerer', ['* 2 EXISTS']),
    says('dialer', ['DONE']),
    says('answerer', [`${tag} OK IDLE done`]),
  ]
}

/** The probe with other silences, milliseconds; each is a session of its own. */
export function idleImap(timesMs: readonly number[]): Probe {
  return {
    ...onImap,
    name: 'imap-idle',
    shows: 'Whether the news of a message still arrives after 1, 5 and 29 minutes of IDLE, and DONE and its answer.',
    parts: timesMs.map(() => 'idle' as const),
    converse: (context, part) =>
      imapDialog(context, tag => [
        ...login(tag(), context.nonce),
        ...select(tag(), 1),
        ...idling(tag(), timesMs[part] ?? 0),
      ]),
  }
}

/** The minutes of number 49 of FACTS section 3. */
export const imapIdle: Probe = idleImap(idleTimesMs)
