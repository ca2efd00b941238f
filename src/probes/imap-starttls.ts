import type { Step } from '../script/script.ts'
import { capability, imapScript, onImap, says, tagsOf } from './imap.ts'
import { insideTls } from './imap-inside.ts'
import type { Probe } from './probe.ts'

const startTls: Step = { kind: 'start-tls' }

/** STARTTLS (RFC 9051, 6.2.1) is offered and taken; then everything that devices like to touch crosses inside TLS. */
export const imapStarttls: Probe = {
  ...onImap,
  name: 'imap-starttls',
  shows: 'Whether STARTTLS is offered and taken as said, whether both ends then share one TLS session, and its words.',
  parts: ['line'],
  converse: context => {
    const { nonce, greeting, random } = context
    const tag = tagsOf(nonce)
    const inClear = [...greeting, ...capability(tag(), random)]
    const its = tag()
    const begin = [
      says('dialer', [`${its} STARTTLS`], `${its} STARTTLS`),
      says('answerer', [`${its} OK begin now`], `${its} OK`),
      startTls,
    ]
    return { script: imapScript([...inClear, ...begin, ...insideTls(context, tag)]) }
  },
}
