import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { command, ehlo, exchange, message, onSmtp, quit, reply, serverName, smtpScript } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'
import { type Carrier, messageWith, type Signature, signatureOf } from './test-signatures.ts'

interface Sample {
  readonly signature: Signature
  readonly carrier: Carrier
  /** How it is handed over: by DATA, by BDAT, which some do not look into (FACTS N7), or by DATA after STARTTLS. */
  readonly by: 'data' | 'bdat' | 'data-inside-tls'
}

/** Each is asked in a session of its own, and its twin in the one behind it. */
const samples: readonly Sample[] = [
  { signature: 'virus', carrier: 'text', by: 'data' },
  { signature: 'virus', carrier: 'base64', by: 'data' },
  { signature: 'virus', carrier: 'zip', by: 'data' },
  { signature: 'virus', carrier: 'text', by: 'bdat' },
  { signature: 'virus', carrier: 'text', by: 'data-inside-tls' },
  { signature: 'spam', carrier: 'text', by: 'data' },
  { signature: 'spam', carrier: 'text-without-subject', by: 'data' },
]

/** The mail by DATA. Its last CRLF is the first of the end mark. */
export function signedMail(nonce: string, text: string, carrier: Carrier): Step[] {
  const mail = messageWith(nonce, text, carrier)
  return message(nonce, concat([mail.subarray(0, -2), endOfData]))
}

function byBdat(nonce: string, mail: Uint8Array): Step[] {
  const bytes = concat([bytesOf(`BDAT ${mail.length} LAST\r\n`), mail])
  return [
    ...exchange(`MAIL FROM:<${nonce}@client.example>`, '250 2.1.0 sender ok'),
    ...exchange(`RCPT TO:<${nonce}@${serverName}>`, '250 2.1.5 recipient ok'),
    { kind: 'say', by: 'dialer', bytes, until: { kind: 'bytes', count: bytes.length }, require: 'BDAT' },
    reply(`250 2.0.0 taken ${nonce}\r\n`),
  ]
}

function startTls(nonce: string): Step[] {
  return [
    command('STARTTLS', 'STARTTLS'),
    reply('220 2.0.0 go ahead\r\n', '220'),
    { kind: 'start-tls' },
    ...ehlo(nonce, ['8BITMIME']),
  ]
}

function stepsOf({ nonce }: ProbeContext, { signature, carrier, by }: Sample, isTwin: boolean): Step[] {
  const text = signatureOf(signature, isTwin)
  if (by === 'bdat') return byBdat(nonce, messageWith(nonce, text, carrier))
  return [...(by === 'data' ? [] : startTls(nonce)), ...signedMail(nonce, text, carrier)]
}

/** The test strings that antivirus and antispam programs must mind, and their twins (FACTS section 3, number 38). */
export const smtpSignatures: Probe = {
  ...onSmtp,
  name: 'smtp-signatures',
  shows:
    'Whether messages with the test strings of antivirus and antispam programs arrive, as those do that differ in one byte.',
  parts: samples.flatMap(() => ['line', 'line'] as const),
  converse: (context, part) => {
    const { nonce, greeting } = context
    const sample = samples[part >> 1]
    const said = sample === undefined ? [] : stepsOf(context, sample, part % 2 === 1)
    const offers = ['CHUNKING', '8BITMIME', 'STARTTLS']
    return { script: smtpScript([...greeting, ...ehlo(nonce, offers), ...said, ...quit(` ${nonce}`)]) }
  },
}
