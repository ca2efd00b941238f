import type { Step } from '../script/script.ts'
import { capability, exchange, imapDialog, onImap, says } from './imap.ts'
import type { Probe, ProbeContext } from './probe.ts'

const startTls: Step = { kind: 'start-tls' }

/**
 * STARTTLS that the server does not take, and with an argument; then one with a command in the same packet, which must
 * vanish: whoever answers it inside TLS lets strangers speak there.
 */
function withMoreBehind({ nonce, random }: ProbeContext, tag: () => string): Step[] {
  const refused = exchange(tag(), 'STARTTLS', [], `NO [UNAVAILABLE] not now ${nonce}`)
  const argued = exchange(tag(), `STARTTLS ${nonce}`, [], 'BAD no argument, please')
  const [its, behind] = [tag(), tag()]
  return [
    ...refused,
    ...argued,
    ...capability(tag(), random),
    says('dialer', [`${its} STARTTLS`, `${behind} NOOP`], `${its} STARTTLS`),
    says('answerer', [`${its} OK begin now`], `${its} OK`),
    startTls,
  ]
}

/** The same from the other side: words in clear behind those that start TLS. The dialer hears both, and then starts. */
function withWordsBehind({ nonce, random }: ProbeContext, tag: () => string): Step[] {
  const offered = capability(tag(), random)
  const its = tag()
  return [
    ...offered,
    says('dialer', [`${its} STARTTLS`], `${its} STARTTLS`),
    says('answerer', [`${its} OK begin now`, `* CAPABILITY IMAP4rev1 X${nonce}`], `${its} OK`),
    startTls,
  ]
}

/** STARTTLS as it is not meant to be (FACTS section 3, number 21). */
export const imapStarttlsForms: Probe = {
  ...onImap,
  name: 'imap-starttls-forms',
  shows: 'Whether STARTTLS arrives when it is refused or has an argument, and what becomes of words right behind it.',
  parts: ['line', 'line'],
  converse: (context, part) =>
    imapDialog(context, tag => [
      ...(part === 0 ? withMoreBehind(context, tag) : withWordsBehind(context, tag)),
      ...capability(tag(), context.random),
      ...exchange(tag(), 'NOOP'),
    ]),
}
