import { textOf } from '../bytes.ts'
import { exchange, onPop3, user } from './pop3.ts'
import type { Probe } from './probe.ts'
import { messageWith, signatureOf } from './test-signatures.ts'
import { plainScript } from './words.ts'

/** A mail with the test string of antivirus programs is fetched; and its twin (FACTS N9, N10). */
export const pop3Signatures: Probe = {
  ...onPop3,
  name: 'pop3-signatures',
  shows: 'Whether a mail with the test string of antivirus programs can be fetched, as its twin can.',
  parts: ['line', 'line'],
  converse: ({ nonce, greeting }, part) => {
    const mail = textOf(messageWith(nonce, signatureOf('virus', part === 1), 'text'))
    return {
      script: plainScript([
        ...greeting,
        ...user(nonce),
        ...exchange(`PASS ${nonce}`, '+OK logged in'),
        ...exchange('STAT', `+OK 1 ${mail.length}`),
        ...exchange('RETR 1', `+OK ${mail.length} octets\r\n${mail}.`),
        ...exchange('QUIT', `+OK ${nonce} leaves`),
      ]),
    }
  },
}
