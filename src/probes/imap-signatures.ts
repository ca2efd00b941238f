import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { imapDialog, login, onImap, says, saysLiteral, select } from './imap.ts'
import type { Probe } from './probe.ts'
import { messageWith, signatureOf } from './test-signatures.ts'

/** FETCH of the whole message. */
function fetch(tag: string, mail: Uint8Array): Step[] {
  const bytes = concat([
    bytesOf(`* 1 FETCH (BODY[] {${mail.length}}\r\n`),
    mail,
    bytesOf(`)\r\n${tag} OK FETCH done\r\n`),
  ])
  return [says('dialer', [`${tag} FETCH 1 BODY[]`]), saysLiteral('answerer', bytes)]
}

/** APPEND of the message, whose literal waits to be asked for (RFC 9051, 6.3.12). */
function append(tag: string, mail: Uint8Array): Step[] {
  return [
    says('dialer', [`${tag} APPEND INBOX {${mail.length}}`]),
    says('answerer', ['+ go ahead'], '+'),
    saysLiteral('dialer', concat([mail, bytesOf('\r\n')])),
    says('answerer', [`${tag} OK APPEND done`]),
  ]
}

/** A message with the test string of antivirus programs, read and put there; and its twin (FACTS N7, N9). */
export const imapSignatures: Probe = {
  ...onImap,
  name: 'imap-signatures',
  shows: 'Whether a message with the test string of antivirus programs can be read and stored, as its twin can.',
  parts: ['line', 'line'],
  converse: (context, part) => {
    const { nonce } = context
    const mail = messageWith(nonce, signatureOf('virus', part === 1), 'text')
    return imapDialog(context, tag => [
      ...login(tag(), nonce),
      ...select(tag(), 1),
      ...fetch(tag(), mail),
      ...append(tag(), mail),
    ])
  },
}
