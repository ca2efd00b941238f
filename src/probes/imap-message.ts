import { bytesOf } from '../bytes.ts'
import { onImap } from './imap.ts'
import type { Probe } from './probe.ts'
import { headers } from './smtp.ts'

/** The realistic control beside the scripted ones: imapflow puts a message into a mailbox and reads it back. */
export const imapMessage: Probe = {
  ...onImap,
  name: 'imap-message',
  shows: 'Whether a well-known mail program logs in, stores a message and reads it back byte for byte.',
  parts: ['library', 'library'],
  converse: ({ nonce, random }, part) => {
    const body = ['Gr\xc3\xbc\xc3\x9fe, dots and all.', '.one', '..two', `word ${random.word(40)}`, ''].join('\r\n')
    return { library: { kind: 'imap', message: bytesOf(`${headers(nonce)}${body}`), startTls: part === 1 } }
  },
}
