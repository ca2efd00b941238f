/**
 * Who reads the words of which protocol. What is not in the table is raw bytes: every difference is one thing.
 */
import type { Protocol } from '../plan/session.ts'
import { imapReader } from './imap/observe.ts'
import type { ConversationReader } from './mail/reading.ts'
import { pop3Reader } from './pop3/observe.ts'
import { smtpReader } from './smtp/observe.ts'

const readers: Readonly<Partial<Record<Protocol, ConversationReader>>> = {
  smtp: smtpReader,
  smtps: smtpReader,
  imap: imapReader,
  imaps: imapReader,
  pop3: pop3Reader,
  pop3s: pop3Reader,
}

/** The probe that sends raw bytes whatever the port speaks. */
export const rawProbe = 'tcp-echo'

/** The reader of a session's words; null for raw bytes. */
export function readerOf({
  probe,
  row,
}: {
  readonly probe: string
  readonly row: { readonly protocol: Protocol }
}): ConversationReader | null {
  return probe === rawProbe ? null : (readers[row.protocol] ?? null)
}
