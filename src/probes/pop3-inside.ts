/**
 * The most telling words of all POP3 probes in one conversation, for inside TLS: what somebody does who opens it.
 */
import type { Step } from '../script/script.ts'
import { capa, capabilities, exchange, listing, quit, user } from './pop3.ts'
import { messages, retrieve } from './pop3-messages.ts'
import type { ProbeContext } from './probe.ts'

/** What the dialer and the answerer say inside TLS, from USER to QUIT. */
export function insideTls({ nonce, random }: ProbeContext): Step[] {
  return [
    ...user(nonce),
    ...capa(capabilities(random)),
    ...exchange('PASS nothing', `+OK ${nonce} is here`),
    ...exchange(`${random.word(4)} ${nonce}`, '-ERR not known'),
    ...listing('UIDL', '+OK', [`1 ${nonce}.1`]),
    ...messages(nonce)
      .slice(0, -1)
      .flatMap((text, at) => retrieve(`RETR ${at + 1}`, text)),
    ...quit(` ${nonce}`),
  ]
}
