import { bytesOf } from '../bytes.ts'
import type { Probe } from './probe.ts'
import { command, ehlo, envelope, headers, mailData, quit, reply, smtpScript } from './smtp.ts'

/** STARTTLS (RFC 3207) is offered and taken; a whole message crosses inside TLS, where nobody should change it. */
export const smtpStarttls: Probe = {
  name: 'smtp-starttls',
  shows: 'Whether STARTTLS is offered and taken as said, and whether both ends then share one TLS session.',
  transports: ['tcp'],
  protocols: ['smtp'],
  parts: ['line'],
  converse: ({ nonce, greeting }) => {
    const message = bytesOf(`${headers(nonce)}Inside TLS nobody changes a byte: ${nonce}\r\n.\r\n`)
    const inClear = [...greeting, ...ehlo(nonce, ['STARTTLS', '8BITMIME'])]
    const begin = [
      command('STARTTLS', 'STARTTLS'),
      reply('220 2.0.0 go ahead\r\n', '220'),
      { kind: 'start-tls' } as const,
    ]
    const inside = [...ehlo(nonce, ['8BITMIME']), ...envelope(nonce), ...mailData(message, nonce), ...quit()]
    return { script: smtpScript([...inClear, ...begin, ...inside]) }
  },
}
