import type { Probe } from './probe.ts'
import { ehlo, quit, smtpScript } from './smtp.ts'
import { signedMail } from './smtp-signatures.ts'
import { signatureOf } from './test-signatures.ts'

/** The test string of antivirus programs, and its twin: only who opens TLS can see them (FACTS N2, N18). */
export const smtpsSignatures: Probe = {
  name: 'smtps-signatures',
  shows: 'Whether a message with the test string of antivirus programs arrives inside TLS, as its twin does.',
  transports: ['tcp'],
  protocols: ['smtps'],
  parts: ['tls', 'tls'],
  converse: ({ nonce, greeting }, part) => {
    const mail = signedMail(nonce, signatureOf('virus', part === 1), 'text')
    return { script: smtpScript([...greeting, ...ehlo(nonce, ['8BITMIME']), ...mail, ...quit(` ${nonce}`)]) }
  },
}
