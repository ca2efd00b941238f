import type { Probe } from './probe.ts'
import { command, ehlo, onSmtp, reply, smtpScript } from './smtp.ts'
import { insideTls } from './smtp-inside.ts'

/** STARTTLS (RFC 3207) is offered and taken; then everything that devices like to touch crosses inside TLS. */
export const smtpStarttls: Probe = {
  ...onSmtp,
  name: 'smtp-starttls',
  shows: 'Whether STARTTLS is offered and taken as said, whether both ends then share one TLS session, and its words.',
  parts: ['line'],
  converse: context => {
    const { nonce, greeting } = context
    const inClear = [...greeting, ...ehlo(nonce, ['STARTTLS', '8BITMIME'])]
    const begin = [
      command('STARTTLS', 'STARTTLS'),
      reply('220 2.0.0 go ahead\r\n', '220'),
      { kind: 'start-tls' } as const,
    ]
    return { script: smtpScript([...inClear, ...begin, ...insideTls(context)]) }
  },
}
