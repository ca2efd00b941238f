import { bytesOf } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { headers, onSmtp } from './smtp.ts'

/** The realistic control beside the scripted ones: nodemailer sends to smtp-server, in clear and with STARTTLS. */
export const smtpMessage: Probe = {
  ...onSmtp,
  name: 'smtp-message',
  shows: 'Whether a real message between two well-known mail programs arrives byte for byte.',
  parts: ['library', 'library'],
  converse: ({ nonce, random }, part) => {
    const body = ['Gr\xc3\xbc\xc3\x9fe, dots and all.', '.one', '..two', `word ${random.word(40)}`, ''].join('\r\n')
    const message = bytesOf(`${headers(nonce)}${body}`)
    return { library: { message, startTls: part === 1 } }
  },
}
